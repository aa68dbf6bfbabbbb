"""Pages that stand by themselves and can be printed, from the templates beside this; texts are escaped in them."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kb.export.tables import table_html
from kb.interface.catalogue import Catalogue


def page(template: str, say: Catalogue, **values: Any) -> bytes:
    """The file."""
    return f"{_environment().get_template(f'{template}.html').render(say=say, **values)}\n".encode("utf-8", "replace")


@lru_cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["table_html"] = table_html
    return made
