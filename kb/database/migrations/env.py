"""What Alembic runs. The connection comes from :func:`kb.database.engine.open_base`, inside its transaction."""

from alembic import context

from kb.database.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
