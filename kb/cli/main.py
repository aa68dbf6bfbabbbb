"""The command `kb`. Results go to standard output, everything else to standard error.

Exit status: 0 done; 1 done, but something in a batch was rejected; 2 wrong use, unreadable input or a base that cannot be opened.
"""

import gc
import logging
import sys
from importlib import import_module
from typing import Annotated

import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from documents.errors import WordedError
from documents.text import printable
from kb.cli.options import cli
from kb.cli.output import VIETNAMESE, both
from kb.database.failures import DatabaseError, sentence_of
from kb.settings import settings

_MODULES = {
    "ingesting": ("ingest", "get", "reread", "bundle", "remove"),
    "inbox": ("inbox", "work"),
    "reading": ("show", "list", "coverage", "export"),
    "keeping": ("reindex", "doctor", "app", "backup", "verify-backup", "restore", "move"),
    "searching": ("search",),
    "entitling": ("entitled", "cards"),
    "curating": ("cards",),
    "citing": ("parse", "cite"),
    "verifying": ("verify",),
    "amending": ("effects", "consolidate"),
    "comparing": ("compare",),
    "duties": ("duties",),
    "relating": ("status", "relations", "references", "history", "upcoming"),
    "evaluating": ("evaluate",),
    "server": ("serve", "mcp"),
    "noting": ("notes",),
    "words": ("words",),
    "registering": ("register",),
    "reviewing": ("review",),
    "peopling": ("audit", "people"),
}
COMMANDS = tuple(dict.fromkeys(command for commands in _MODULES.values() for command in commands))
"""The commands in the order of `kb --help`. Only the modules that have a command are imported to run it."""


def load(command: str | None = None) -> None:
    """Import what a command needs; of no command, or of none that is known: all of them."""
    for module in [name for name, commands in _MODULES.items() if command in commands] or _MODULES:
        import_module(f"kb.cli.{module}")
    cli.registered_commands.sort(key=lambda known: COMMANDS.index(known.name or ""))


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # only here: it takes longer than a command may

        typer.echo(f"tuluat {version('tuluat')}")
        raise typer.Exit


@cli.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Phiên bản chương trình. (The program's version.)")
    ] = False,
) -> None:
    """Tủ Luật: kho văn bản pháp luật Việt Nam. (A knowledge base of Vietnamese legal texts.)"""
    settings()


def run() -> None:
    """Run the command line and leave with its exit status."""
    try:
        if sys.argv[1:] != ["--version"]:
            gc.disable()
            load(next(iter(sys.argv[1:]), None))
            gc.freeze()
            gc.enable()
        status = cli(standalone_mode=False)
    except TyperException as error:
        status = _failed(f"{_wrongly_used(error)} ({error.format_message()})")
    except WordedError as error:
        status = _failed(both(error))
    except ValidationError as error:
        wrong = [f"KB_{'_'.join(map(str, item['loc'])).upper()}" for item in error.errors()]
        status = _failed(both("cli.settings_invalid", names=wrong))
    except (KeyboardInterrupt, typer.Abort):
        status = _failed(both("cli.stopped"))
    except BrokenPipeError:
        status = 0
    except Exception as error:
        sentence = sentence_of(error, settings().home)
        if sentence is None and not isinstance(error, DatabaseError):
            raise
        logging.getLogger(__name__).debug("the command failed", exc_info=True)
        status = _failed(both(sentence or "cli.database_broken"))
    sys.exit(status if isinstance(status, int) else 0)


_MISUSE = {
    "NoSuchOption": "cli.option_unknown",
    "MissingParameter": "cli.argument_missing",
    "BadParameter": "cli.argument_wrong",
    "BadOptionUsage": "cli.option_misused",
}


def _wrongly_used(error: TyperException) -> str:
    """What is wrong with a call, in Vietnamese: the library says it in English alone."""
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    given = getattr(error, "option_name", None) or (parameter.metavar or parameter.opts[0] if parameter else "")
    entry = _MISUSE.get(type(error).__name__, "cli.used_wrongly")
    return VIETNAMESE(entry, given=given, command=context.command_path if context else "kb")


def _failed(sentence: str) -> int:
    print(" ".join(printable(sentence).split()), file=sys.stderr)  # noqa: T201
    return 2
