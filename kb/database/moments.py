"""Moments as a database gives them back."""

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """A moment of the database with its time zone, which SQLite forgets."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
