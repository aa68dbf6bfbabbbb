"""Alembic migrations of a base's tables; run when a base is opened."""
