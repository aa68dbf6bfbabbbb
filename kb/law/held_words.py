"""Whether a text has the new words of an amendment already, letter for letter: it was ingested as amended, and no note says so."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from documents.actions import Action
from kb.database.reading.details import slices
from kb.database.reading.trees import COLUMNS, Top, trees_of_rows
from kb.database.tables import Effect, Provision
from kb.law.effects import ACCEPTED, FOUND


def held_words(connection: Connection, version: int, unit: str, effects: Collection[int]) -> frozenset[int]:
    """Those of some effects whose new words an article of a version has.

    :param unit: path of the article, or appendix
    :param effects: their ids
    """
    from kb.law.agreement import Claim, has_words  # what it rests on takes long to import, and few provisions have any

    claims = {}
    for some in slices(sorted(effects)):
        columns = (Effect.id, Effect.action, Effect.target_path, Effect.body)
        for row in connection.execute(select(*columns).where(Effect.id.in_(some), Effect.state.in_((FOUND, ACCEPTED)))):
            words = {name: str(row.body.get(name) or "") for name in ("new_text", "new_heading", "phrase_from", "part")}
            if words["new_text"] or words["new_heading"]:
                claims[row.id] = Claim(Action(row.action), row.target_path, None, None, **words)
    if not claims:
        return frozenset()
    top = connection.scalar(select(Provision.id).where(Provision.version_id == version, Provision.path == unit))
    below = select(*COLUMNS).where(Provision.version_id == version, (Provision.article_id == top) | (Provision.id == top))
    rows = connection.execute(below.order_by(Provision.position)).all() if top is not None else []
    trees = trees_of_rows([row if row.id != top else Top.of(row) for row in rows])
    return frozenset(effect for effect, claim in claims.items() if trees and has_words(claim, trees[0]))
