"""A finding has its proposal and its answer, each in a field of its own.

Of findings on drafts one field held both, under the name of the answer: what stands there is an answer still.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"


def upgrade() -> None:
    op.add_column("review_finding", sa.Column("answer", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE review_finding SET answer = proposal, proposal = '' WHERE note_id IN"
        " (SELECT annotation_id FROM annotation_target JOIN instrument ON id = instrument_id WHERE type = 'du-thao')"
    )
