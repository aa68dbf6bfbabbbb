"""Where migrations begin. A new base needs none: it is made with the tables of its release (`kb.database.engine.make_tables`)."""

revision: str = "0031"
down_revision: str | None = None


def upgrade() -> None:
    """A base of this number opens as it is, one of an older number is told so."""
