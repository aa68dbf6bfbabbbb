"""HTML from templates. What is put into a template is text and is escaped, unless it is HTML of ours already (``Markup``).

Line breaks and indentation of a template are not part of the page: between words a blank has to stand on the line.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Protocol, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from documents.wording.citing import cite
from kb.pages.kit import address

_BREAK = re.compile(r"\n[ \t]*(?=\S)")


class _Joined(Extension):
    """Joins the lines of a template; their number stays the same for what an error says."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Turn line breaks into comments."""
        return _BREAK.sub("{#\n#}", source.strip())


def cut(text: str, length: int) -> str:
    """A text of at most so many characters, and a sign where it was cut."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


@lru_cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parents[1] / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, extensions=[_Joined], auto_reload=False)
    made.globals.update(at=address, cite=cite)
    made.filters["cut"] = cut
    return made


class Macros(Protocol):
    """The macros of a template by name; each gives HTML."""

    def __getattr__(self, name: str, /) -> Callable[..., Markup]:
        """A macro."""


@lru_cache
def macros(name: str) -> Macros:
    """The macros of a template.

    :param name: of the file in ``templates``, without its ending
    """
    return cast(Macros, _environment().get_template(f"{name}.html").module)
