"""Who must do what, as a table: its rows in words, JSON for programs, Excel and Word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.duties.statement import Statement, StatementKind
from documents.duties.values import DURATIONS, RATES, day_of_year
from documents.text import printable
from documents.wording.citing import cite
from kb.export.files import Sheet, book_xlsx
from kb.interface.catalogue import Catalogue
from kb.interface.contract import fields_json
from kb.law.duties.concerns import Concern
from kb.law.duties.reading import ClauseDuties, Duties, Wanted
from kb.law.status.statuses import marked_words

COLUMNS = ("place", "actor", "kind", "action", "beneficiary", "deadline", "amounts", "conditions")
DUE = ("value", "unit", "from")
"""What a file has of a deadline in columns of their own."""
_WIDTHS = (18, 34, 16, 60, 26, 34, 22, 48)
_SHARES = (2.2, 3.6, 2.2, 6.2, 2.7, 3.0, 2.2, 3.6)


@dataclass(frozen=True, slots=True)
class DutyTable:
    """The statements of a text that were asked for.

    :param name: of the text, or of what was asked for of it
    :param scope: which statements were asked for, in words; empty where all were
    :param marks: what has to be known of the words of provisions, in words, by their paths
    """

    name: str
    duties: Duties
    concerns: Sequence[Concern] = ()
    scope: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[ClauseDuties, Statement]]:
        """The statements with their clauses in reading order; definitions last, as they are nobody's duties."""
        found = [(one, statement) for one in self.duties for statement in one.statements]
        return sorted(found, key=lambda line: line[1].kind is StatementKind.DEFINITION)

    def rows(self, say: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Path and cells of each statement; line ends inside a cell are those of the law."""
        for clause, statement in self.lines:
            path = clause.place(statement)
            place = "\n".join([cite(path), *marked_words(self.marks, path)])
            yield path, (place, *cells_of(statement, say))


def cells_of(statement: Statement, say: Catalogue) -> tuple[str, ...]:
    """What stands in the columns behind the place; of a definition the term stands for who. Where nobody was read it says so."""
    who, due = statement.term.text if statement.term else statement.who, statement.deadline
    nobody = "" if statement.kind is StatementKind.DEFINITION else say("duty.nobody")
    kind = "duty.only" if statement.only else f"duty.kind_{statement.kind}"
    kind = say("duty.encouraged" if statement.encourages else kind)
    return (
        who or nobody,
        kind if statement.sure else say("duty.unsure", kind=kind),
        statement.action.text,
        statement.beneficiary.text if statement.beneficiary else "",
        due.text if due else "",
        "; ".join(amount.text for amount in statement.amounts if amount.unit in RATES | DURATIONS),
        "\n".join(condition.text for condition in statement.conditions),
    )


def scope_words(wanted: Wanted, say: Catalogue) -> str:
    """Which statements were asked for; empty where all were."""
    asked = {
        "duty.actor": wanted.body,
        "duty.kind": say(f"duty.kind_{wanted.kind}") if wanted.kind else "",
        "duty.deadline": say("duty.with_deadline") if wanted.dated else "",
        "duty.certainty": say("duty.sure") if wanted.sure else "",
    }
    return "; ".join(f"{say(name)}: {words}" for name, words in asked.items() if words)


def statement_json(statement: Statement) -> dict[str, Any]:
    """The object of a statement; what it has none of is null."""
    due = statement.deadline
    deadline = {**fields_json(due, "start", "end", "text", "value", "unit"), "from": due.counted_from} if due else None
    return {**fields_json(statement), "deadline": deadline}


def duties_json(table: DutyTable, say: Catalogue) -> dict[str, Any]:
    """``provisions``: the clauses that state something, with the text that offsets refer to; and ``warnings``.

    ``marks``: what has to be known of the words of a clause on the day; ``path`` of a statement: the point in which its act stands.
    """
    return {
        "provisions": [
            {
                "path": one.path,
                "text": one.clause.said.text,
                "statements": [{**statement_json(statement), "path": one.place(statement)} for statement in one.statements],
                "marks": marked_words(table.marks, one.path),
            }
            for one in table.duties
        ],
        "warnings": [
            {"code": concern.code.value, "path": concern.path, "message": say.write(concern.message)} for concern in table.concerns
        ],
    }


def write_xlsx(table: DutyTable, say: Catalogue) -> bytes:
    """The file: the statements, and on a sheet of its own what a reviewer would ask."""
    heads = [say("duty.rank"), *(say(f"duty.{name}") for name in COLUMNS), *(say(f"duty.due_{name}") for name in DUE)]
    rows = [
        [number, *cells, *_due(statement, say)]
        for number, ((_, cells), (_, statement)) in enumerate(zip(table.rows(say), table.lines, strict=True), start=1)
    ]
    above = [line for line in (table.name, table.scope, say("duty.found_by_machine")) if line]
    sheets = [Sheet(heads, rows, (6, *_WIDTHS, 10, 14, 34), say("page.duties"), above)]
    if table.concerns:
        lines = [[cite(one.path), say(f"duty.concern_{one.code}"), say.write(one.message)] for one in table.concerns]
        sheets.append(Sheet([say("duty.place"), say("duty.concern"), say("duty.why")], lines, (18, 40, 100), say("duty.concerns")))
    return book_xlsx(sheets)


def _due(statement: Statement, say: Catalogue) -> tuple[str | int, str, str]:
    due = statement.deadline
    if due is None or due.value is None or due.unit is None:
        return day_of_year(due.text) if due else "", "", due.counted_from or "" if due else ""
    value = int(due.value) if due.value == int(due.value) else say.number(due.value)
    return value, say(f"duty.unit_{due.unit}"), due.counted_from or ""


def write_docx(table: DutyTable, say: Catalogue) -> bytes:
    """The file."""
    from kb.export.office import add_table, begun, centred, content_of

    document = begun(say, (say("duty.table_title"), table.name), (table.scope, say("duty.found_by_machine")))
    add_table(document, _SHARES, [say(f"duty.{name}") for name in COLUMNS], (cells for _, cells in table.rows(say)))
    if table.concerns:
        centred(document.add_paragraph(), say("duty.concerns"), 13).paragraph_format.page_break_before = True
        for one in table.concerns:
            document.add_paragraph(printable(f"{cite(one.path)}: {say.write(one.message)}"))
    return content_of(document)
