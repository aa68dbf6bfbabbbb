"""The database: the truth of a base. SQLite in WAL mode by default, PostgreSQL by URL."""
