"""One memory of compiled SQL for all the bases of a test run: most tests have a base of their own, and ask each the same."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_MOST = 4000
_began = Engine.__init__
_kept: dict[type, Any] = {}


def keep_statements() -> None:
    """Have engines of one kind share what they have compiled, which SQLAlchemy keeps by engine and dialect."""

    def begin(engine: Engine, *arguments: Any, **options: Any) -> None:
        _began(engine, *arguments, **options)
        engine._compiled_cache = _kept.setdefault(type(engine.dialect), LRUCache(_MOST))

    Engine.__init__ = begin  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign, assignment]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign, assignment]
