"""People who sign in: who they are to the service that they sign in with, their role, and since when neither holds any more."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("person", sa.Column("issuer", sa.String(500), nullable=True))
    op.add_column("person", sa.Column("subject", sa.String(300), nullable=True))
    op.add_column("person", sa.Column("role", sa.String(20), nullable=True))
    op.add_column("person", sa.Column("ended_at", _MOMENT, nullable=True))
    op.add_column("person", sa.Column("signed_out_at", _MOMENT, nullable=True))
    op.create_index("ix_person_identity", "person", ["issuer", "subject"], unique=True)
