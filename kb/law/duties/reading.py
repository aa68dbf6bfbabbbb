"""The statements of a text, clause by clause. Reading them takes seconds for a long law: `kb.law.duties.keeping` keeps them."""

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


def read_duties(provisions: Iterable[Provision]) -> Duties:
    """The clauses of a text that state something, in reading order."""
    from documents.duties.pipeline import read_statements  # only here: spaCy takes a good part of a second

    clauses = list(clauses_of(provisions))
    found = zip(clauses, read_statements(clause.said for clause in clauses) if clauses else (), strict=True)
    return tuple(ClauseDuties(clause, statements) for clause, statements in found if statements)


def body_name(words: str) -> str:
    """By what two names of a body are one: case, the place of tone marks and a leading "các" are not seen."""
    return " ".join(unify_tone_marks(words).lower().split()).removeprefix("các ")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are asked for.

    :param body: words of the name of who must or may, with marks or without
    :param kind: empty: any
    :param dated: only those with a deadline
    """

    body: str = ""
    kind: str = ""
    dated: bool = False

    def fits(self, statement: Statement) -> bool:
        """Whether a statement is asked for."""
        return (
            (not self.kind or statement.kind is StatementKind(self.kind))
            and (not self.dated or statement.deadline is not None)
            and (not self.body or (statement.actor is not None and self._names(statement.actor.text)))
        )

    def _names(self, actor: str) -> bool:
        wanted, there = body_name(self.body), body_name(actor)
        if wanted == fold(wanted):
            there = fold(there)
        return f" {wanted} " in f" {''.join(char if char.isalnum() else ' ' for char in there)} ".replace("  ", " ")

    def of(self, duties: Duties) -> Duties:
        """The clauses with what is asked for of them."""
        some = (ClauseDuties(one.clause, tuple(filter(self.fits, one.statements))) for one in duties)
        return tuple(one for one in some if one.statements)
