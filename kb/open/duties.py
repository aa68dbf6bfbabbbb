"""What the clauses of a text say as data, as it is promised to other programs."""

from contextlib import nullcontext
from datetime import date

from documents.paths import contains
from documents.wording.citing import cite, instrument_name
from kb.base import KnowledgeBase
from kb.export.duties import DutyTable, duties_json, scope_words
from kb.interface.catalogue import VIETNAMESE
from kb.law.duties.concerns import concerns_of
from kb.law.duties.keeping import duties_of
from kb.law.duties.reading import Wanted, duties_in, read_duties
from kb.law.status.statuses import marked
from kb.open.objects import Json, about_json
from kb.open.texts import Named


def table_of(base: KnowledgeBase | None, named: Named, path: str | None, wanted: Wanted, on: date) -> DutyTable:
    """The table of a text, or of a provision of it.

    :param base: None: the text is a file, and there is none
    """
    instrument, version = named.instrument, named.version
    roots = instrument.provisions
    metadata = instrument.metadata
    duties = duties_of(base, version, roots) if base and version else read_duties(roots)
    with base.session() if base else nullcontext() as session:
        concerns, marks = concerns_of(instrument, duties, on, session), {}
        if session is not None and named.loaded is not None:
            marks = {place: status.mark(VIETNAMESE) for place, status in marked(session, named.loaded, on).items()}
    name = instrument_name(instrument.key, metadata.number, metadata.title, subject=True)
    return DutyTable(
        f"{cite(path)} {name}" if path else name,
        wanted.of(duties_in(duties, path or "")),
        [one for one in concerns if contains(path or "", one.path)],
        scope_words(wanted, VIETNAMESE),
        marks,
    )


def table_json(named: Named, table: DutyTable) -> Json:
    """A table as `kb duties` prints it."""
    return {
        "instrument": about_json(named.instrument, named.source, (*named.problems, *named.instrument.problems)),
        **duties_json(table, VIETNAMESE),
    }
