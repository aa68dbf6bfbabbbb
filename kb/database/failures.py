"""How a database says that it cannot go on."""

from sqlalchemy.exc import SQLAlchemyError as DatabaseError

__all__ = ["DatabaseError", "is_full"]


def is_full(error: BaseException) -> bool:
    """Whether a failure of the database says that its disk is full."""
    found = getattr(error, "orig", error)
    return getattr(found, "sqlstate", None) == "53100" or "disk is full" in str(found)
