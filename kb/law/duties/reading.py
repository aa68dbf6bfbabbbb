"""The statements of a text, clause by clause. Reading them takes seconds for a long law: `kb.law.duties.keeping` keeps them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from documents.duties.clauses import clauses_of
from documents.duties.statement import PlacedClause, Statement, StatementKind
from documents.model import Provision
from documents.text import fold, unify_tone_marks


@dataclass(frozen=True, slots=True)
class ClauseDuties:
    """A clause that states something."""

    clause: PlacedClause
    statements: tuple[Statement, ...]

    @property
    def path(self) -> str:
        """Of the clause, or of the article that has none."""
        return self.clause.path


Duties = tuple[ClauseDuties, ...]
_WORD = re.compile(r"\w+")


def read_duties(provisions: Iterable[Provision]) -> Duties:
    """The clauses of a text that state something, in reading order."""
    from documents.duties.pipeline import read_statements  # only here: spaCy takes a good part of a second

    clauses = list(clauses_of(provisions))
    found = zip(clauses, read_statements(clause.said for clause in clauses) if clauses else (), strict=True)
    return tuple(ClauseDuties(clause, statements) for clause, statements in found if statements)


def body_name(words: str) -> str:
    """By what two names of a body are one: case, the place of tone marks and a leading "các" are not seen."""
    return " ".join(unify_tone_marks(words).lower().split()).removeprefix("các ")


def bodies_of(duties: Duties) -> list[tuple[str, int]]:
    """Who must or may, as a text most often writes it, and how many statements name them; the most frequent first."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for one in duties:
        for statement in one.statements:
            if statement.actor is not None:
                written[_worded(statement.actor.text)][" ".join(statement.actor.text.split())] += 1
    counts = {words: some.total() for words, some in written.items()}
    found = [
        (some.most_common(1)[0][0], sum(count for words, count in counts.items() if name in words))
        for name, some in written.items()
    ]
    return sorted(found, key=lambda one: -one[1])


def _worded(words: str) -> str:
    """The words of a body's name with a blank around each, so that another name is found in it."""
    return f" {' '.join(_WORD.findall(body_name(words)))} "


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are asked for.

    :param body: words of the name of who must or may, with marks or without
    :param kind: empty: any
    :param dated: only those with a deadline
    :param sure: only those that are sure
    """

    body: str = ""
    kind: str = ""
    dated: bool = False
    sure: bool = False

    def of(self, duties: Duties) -> Duties:
        """The clauses with what is asked for of them."""
        name = _worded(self.body) if self.body.strip() else ""
        plain = name == fold(name)

        def fits(statement: Statement) -> bool:
            actor = _worded(statement.actor.text) if name and statement.actor else ""
            return (
                (not self.kind or statement.kind is StatementKind(self.kind))
                and (not self.dated or statement.deadline is not None)
                and (not self.sure or statement.sure)
                and name in (fold(actor) if plain else actor)
            )

        some = (ClauseDuties(one.clause, tuple(filter(fits, one.statements))) for one in duties)
        return tuple(one for one in some if one.statements)
