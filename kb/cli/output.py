"""Where the command line prints: results on standard output, everything else on standard error."""

import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import typer

from documents.messages import Message
from documents.text import printable
from kb.errors import InvalidQueryError
from kb.interface.catalogue import VIETNAMESE as VIETNAMESE
from kb.interface.catalogue import both as both

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


def emit(value: Any) -> None:
    """Print one JSON object on a line of its own."""
    write_out(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE), None)


def write_out(content: bytes, output: Path | None) -> None:
    """Write a result to a file, all of it or nothing; without one to standard output.

    :raises InvalidQueryError: the file cannot be written
    """
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    draft = output.with_name(f".{output.name}.{uuid.uuid4().hex}")
    try:
        draft.write_bytes(content)
        draft.replace(output)
    except OSError as error:
        raise InvalidQueryError("export_not_written", file=output.name, reason=error.strerror) from error
    finally:
        draft.unlink(missing_ok=True)


def say(text: str) -> None:
    """Print a line of the result for a reader."""
    sys.stdout.write(printable(text) + "\n")


def tell(entry: str, /, **values: object) -> None:
    """Print a sentence of the catalogue as a line of the result."""
    say(both(entry, **values))


def answer(as_json: bool, value: Any, entry: str, /, **values: object) -> None:
    """Print what was done as JSON, or as a sentence of the catalogue."""
    if as_json:
        emit(value)
    else:
        tell(entry, **values)


def confirm(yes: bool, entry: str, /, **values: object) -> None:
    """Ask whether something is to be done that cannot be taken back, unless that was said already.

    :param yes: it was said with the command
    :raises InvalidQueryError: nobody is there to be asked
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InvalidQueryError("nobody_to_ask")
    typer.confirm(VIETNAMESE(entry, **values), abort=True, err=True)


def remark(entry: str | Message, /, **values: object) -> None:
    """Print a sentence of the catalogue beside the result."""
    console().print(both(entry, **values), markup=False, soft_wrap=True)


def console() -> "Console":
    """Progress and remarks, on standard error."""
    from rich.console import Console  # only here: most of what is printed are results

    return Console(stderr=True, highlight=False)


def bar() -> "Progress":
    """A bar on standard error for what takes long; it goes away at the end."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeElapsedColumn
    from rich.text import Text

    class Counted(MofNCompleteColumn):
        """How much is done; without its total where that is not known."""

        def render(self, task: Task) -> Text:
            return super().render(task) if task.total is not None else Text(f"{task.completed:.0f}" if task.completed else "")

    columns = (TextColumn("{task.description}"), BarColumn(), Counted(), TimeElapsedColumn())
    shown = console()
    return Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal)


@contextmanager
def stepping(first: str) -> Iterator[Callable[..., None]]:
    """Say what is being done by entries of the catalogue: in a terminal with a bar, else a line for each further step.

    :returns: called with the entry, and with what is done of it and its total where these are known
    """
    with bar() as shown:
        task, said = shown.add_task(VIETNAMESE(first), total=None), first

        def told(step: str, done: int = 0, total: int | None = None) -> None:
            nonlocal said
            if step != said and shown.disable:
                remark(step)
            said = step
            shown.update(task, description=VIETNAMESE(step), completed=done, total=total)

        yield told
