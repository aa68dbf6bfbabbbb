"""What the grid of a review shows: of each text, for each question, the quotes that answer it, with where they stand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from sqlalchemy.orm import Session

from documents.duties.statement import ClauseText, PlacedClause, Statement, clauses_of
from documents.model import Kind, Provision
from documents.paths import contains, provision_key, unit_of, upward
from documents.wording.citing import cite, instrument_name, label_of
from kb.base import KnowledgeBase, base_of_worker
from kb.export.reviewed import status_words, wording_warning
from kb.interface.catalogue import Catalogue
from kb.law.status.answers import Asked, answer_all
from kb.review.answers import MOST, WORDS, Candidate, Passage, Quote, Subject, answers, listed, sentences, whole
from kb.review.files import Review, ReviewText, lacking, texts_of
from kb.review.grid import QUESTIONS, Grid, KeptQuote, grid_of
from kb.search import Filters, Hit, search
from kb.settings import Settings

_ENOUGH = 0.75
"""How much of words of one's own a clause has to hold."""
_SOME = re.compile(r"^\s*(?:các|những)\s+", re.IGNORECASE)
"""Says nothing of what is asked."""

_ARTICLES, _FOUND = 8, 30
"""Articles of a text whose clauses are read for a question, and hits among which those are looked for that a review covers."""


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote in a cell.

    :param kept: as somebody may take it out
    :param status: of its provision on the day, in words, where that is not what its text has
    :param gone: somebody put it there, and the text of the day does not have these words
    :param unshown: items of a list that it begins, and of which it does not have all words
    """

    passages: Quote
    kept: KeptQuote
    status: str = ""
    gone: bool = False
    unshown: int = 0

    @property
    def path(self) -> str:
        """Of the provision that holds all that answers: of a list the clause or article that announces it, not its last item."""
        paths = [passage.path for passage in self.passages if passage.marks] or [passage.path for passage in self.passages]
        return next((above for above in upward(paths[0]) if all(contains(above, path) for path in paths)), paths[0])

    @property
    def key(self) -> str:
        """Of that provision."""
        return provision_key(self.kept.instrument, self.path)


@dataclass(frozen=True, slots=True)
class Column:
    """A text of the grid.

    :param status: on the day, in words; ``warning`` that its words are not those of the day
    """

    text: ReviewText
    title: str
    status: str
    warning: str


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its cells, one a column; ``taken``: how many quotes people took out of each."""

    question: str
    name: str
    cells: tuple[tuple[ShownQuote, ...], ...]
    taken: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundGrid:
    """A grid with what was found.

    :param lacking: keys that it asks of, and the base does not have on the day
    """

    subject: str
    day: date
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    lacking: tuple[str, ...] = ()


def question_name(question: str, say: Catalogue) -> str:
    """How a question is called: words of one's own by themselves."""
    return say(f"grid.ask_{question}") if question in QUESTIONS else question


Quotes = Mapping[str, Mapping[str, Sequence[Quote]]]
"""What was found: by the key of the text, by the question."""


def find_quotes(base: KnowledgeBase, texts: Sequence[ReviewText], grid: Grid, day: date) -> Quotes:
    """Search each text for each question. This takes a part of a second a text; what people decided is no part of it."""
    return {text.key: _of_text(base, text, grid, day) for text in texts}


def find_apart(configured: Settings, review: Review, grid: Grid) -> Quotes:
    """The same in a process that works for a page."""
    base = base_of_worker(configured)
    with base.session() as session:
        texts = grid_texts(session, review, grid)
    return find_quotes(base, texts, grid, review.said.as_of)


def grid_texts(session: Session, review: Review, grid: Grid, day: date | None = None) -> list[ReviewText]:
    """The texts that are the columns of a grid, as of the day of the review."""
    return texts_of(session, replace(review, said=replace(review.said, items=grid.columns)), day)


def shown_grid(session: Session, texts: Sequence[ReviewText], grid: Grid, found: Quotes, day: date, say: Catalogue) -> FoundGrid:
    """What was found, without what people took out and with what they put there, and the status of each on the day."""
    cells = {(question, text.key): list(_cell(text, question, grid, found)) for question in grid.questions for text in texts}
    wholes = {text.key: Asked(text.loaded.instrument.key, None, day) for text in texts}
    places = {quote: Asked(quote.kept.instrument, quote.path, day) for some in cells.values() for quote in some}
    asked = list(dict.fromkeys((*wholes.values(), *places.values())))
    told = dict(zip(asked, answer_all(session, asked), strict=True))
    status = {one: status_words(answer, day, say) for one, answer in told.items()}
    for (_, key), some in cells.items():
        own = [(item, status[places[item]]) for item in some]
        some[:] = [item if item.gone or said == status[wholes[key]] else replace(item, status=said) for item, said in own]
    asked_of = [(text, wholes[text.key]) for text in texts]
    columns = tuple(Column(text, _title(text), status[one], wording_warning(told[one], day, say)) for text, one in asked_of)
    lines = tuple(
        Line(
            question,
            question_name(question, say),
            tuple(tuple(cells[question, text.key]) for text in texts),
            tuple(sum(not quote.pinned for quote in _kept(grid, question, text)) for text in texts),
        )
        for question in grid.questions
    )
    return FoundGrid(grid.subject, day, columns, lines, lacking(grid.columns, texts))


def whole_grid(base: KnowledgeBase, session: Session, review: Review, say: Catalogue, day: date | None = None) -> FoundGrid | None:
    """The grid of a review with what is found for it now; None where it has none, or none of its texts is there.

    :raises IndexMissingError: there is no usable index
    """
    grid, day = grid_of(session, review), day or review.said.as_of
    if not grid.asked:
        return None
    texts = grid_texts(session, review, grid, day)
    return shown_grid(session, texts, grid, find_quotes(base, texts, grid, day), day, say) if texts else None


Runs = tuple[tuple[str, str], ...]
"""A line of a cell: words, each with what they are: ``place``, ``mark`` (they answer) or nothing."""

NOTHING = "–"


def cell_lines(cell: Sequence[ShownQuote], say: Catalogue) -> tuple[Runs, ...]:
    """A cell line by line: where each quote stands, what has to be known of it, its words; a dash where nothing was found."""
    lines: list[Runs] = []
    for quote in cell:
        lines.append(((" · ".join((cite(quote.path), *quote_remarks(quote, say))), "place"),))
        lines += (_runs(passage) for passage in quote.passages)
    return tuple(lines) or (((NOTHING, ""),),)


def _runs(passage: Passage) -> Runs:
    at, runs = 0, [(number_of_item(passage.path), "")] if passage.start == 0 else []
    for start, end in passage.marks:
        if start >= at:
            runs += [(passage.words[at:start], ""), (passage.words[start:end], "mark")]
            at = end
    return tuple((words, kind) for words, kind in (*runs, (passage.words[at:], "")) if words)


def cell_words(cell: Sequence[ShownQuote], say: Catalogue) -> str:
    """A cell as plain text."""
    return "\n".join("".join(words for words, _ in line) for line in cell_lines(cell, say))


def corner_words(found: FoundGrid, say: Catalogue) -> str:
    """The head of the questions as plain text, with what the grid lacks."""
    return "\n".join((say("grid.question"), *([say("dossier.lacking", places=found.lacking)] if found.lacking else [])))


def column_words(column: Column) -> str:
    """The head of a column as plain text."""
    return "\n".join(filter(None, (column.title, column.status, column.warning)))


def quote_remarks(quote: ShownQuote, say: Catalogue) -> list[str]:
    """What has to be known of a quote."""
    told = [quote.status] if quote.status else []
    if quote.kept.pinned:
        told.append(say("grid.pinned_by", author=quote.kept.author))
    if quote.unshown:
        told.append(say("grid.unshown", count=quote.unshown))
    return [*told, say("grid.gone")] if quote.gone else told


def number_of_item(path: str) -> str:
    """What is printed before a clause or a point."""
    return f"{label_of(path)} ".lstrip()


def _title(text: ReviewText) -> str:
    known = text.loaded.instrument
    name = instrument_name(known.key, known.metadata.number, known.title)
    paths = [path for path in text.paths if path]
    return f"{name} ({', '.join(map(cite, paths))})" if paths else name


def _kept(grid: Grid, question: str, text: ReviewText) -> list[KeptQuote]:
    names = (text.key, text.loaded.instrument.key, *text.loaded.instrument.aliases)
    return [quote for quote in grid.quotes if quote.question == question and quote.instrument in names]


def _cell(text: ReviewText, question: str, grid: Grid, found: Quotes) -> Iterator[ShownQuote]:
    """The quotes of a cell: first what people put there, then what was found and nobody took out."""
    key, parts = text.loaded.instrument.key, {item.path: item for item in text.loaded.walk()}
    kept = _kept(grid, question, text)
    for quote in kept:
        if quote.pinned:
            part = parts.get(quote.path)
            stored = getattr(part, quote.field, None) or "" if part else ""
            start = stored.find(quote.words)
            passage = Passage(quote.path, quote.field, max(start, 0), quote.words)
            yield ShownQuote((passage,), replace(quote, instrument=key), gone=start < 0)
    out = {(quote.path, quote.words) for quote in kept}
    some = found.get(text.key, {}).get(question, ())
    left = [item for item in some if not any((passage.path, passage.words) in out for passage in item)]
    for passages in left[:MOST]:
        first = next((passage for passage in passages if passage.marks), passages[-1])  # it answers: the quote is cited by it
        shown = ShownQuote(passages, KeptQuote(question, key, first.path, first.field, first.words, pinned=False))
        yield replace(shown, unshown=_unshown(parts, shown))


def _unshown(parts: Mapping[str, Provision], quote: ShownQuote) -> int:
    """How many items of a list that a quote shows or announces it has not wholly."""
    if len(quote.passages) < 2 and not quote.passages[0].words.endswith(":"):
        return 0
    ends = {passage.path: passage.start + len(passage.words) for passage in quote.passages}
    above = parts.get(quote.path)
    items = [item for item in above.children if item.text and item.kind in (Kind.CLAUSE, Kind.POINT)] if above else []
    return sum(ends.get(item.path, 0) < len(item.text.rstrip()) for item in items)


def _of_text(base: KnowledgeBase, text: ReviewText, grid: Grid, day: date) -> dict[str, list[Quote]]:
    clauses = [clause for clause in clauses_of(text.loaded.provisions) if text.covers(clause.path)]
    usual = [question for question in grid.questions if question in QUESTIONS]
    ranks = {one: _ranks(base, text, (f"{WORDS[one][0]} {grid.subject}", grid.subject), day) for one in usual}
    subject = Subject(grid.subject, clauses, text.loaded.instrument.title or "")
    for article in dict.fromkeys(unit_of(clause.path) for clause in clauses if subject.holds(clause.said.heading)):
        for order in ranks.values():
            order.setdefault(article, _ARTICLES)  # search has others before it, and its heading names the subject
    for article in dict.fromkeys(unit_of(clause.path) for clause in clauses if "decides" in ranks and subject.entitles(clause)):
        ranks["decides"].setdefault(article, _ARTICLES)
    wanted = {clause.path: clause for clause in clauses if any(_rank(order, clause.path) is not None for order in ranks.values())}
    statements = dict(zip(wanted, _read([clause.said for clause in wanted.values()]), strict=True))
    found = {one: list(_by_words(base, text, one, clauses, day)) for one in grid.questions if one not in QUESTIONS}
    for question in usual:
        ranked = ((_rank(ranks[question], path), clause) for path, clause in wanted.items())
        candidates: list[Candidate] = [(rank, clause, statements[clause.path]) for rank, clause in ranked if rank is not None]
        found[question] = list(islice(answers(question, subject, candidates), 2 * MOST))
    return found


def _read(clauses: Sequence[ClauseText]) -> list[tuple[Statement, ...]]:
    from documents.duties.reading import read_statements  # only here: with what the models know

    return read_statements(clauses) if clauses else []


def _hits(base: KnowledgeBase, text: ReviewText, words: str, day: date) -> list[Hit]:
    """The articles of a text that answer words, best first, of those that are reviewed."""
    known = text.loaded
    hits = search(base, words, _FOUND, day, Filters(instrument=known.instrument.key)).hits
    return [hit for hit in hits if hit.version == known.version.id and text.touches(hit.path)][:_ARTICLES]


def _ranks(base: KnowledgeBase, text: ReviewText, queries: Sequence[str], day: date) -> dict[str, int]:
    """Places of articles among what several queries find, the better one counts."""
    order: dict[str, int] = {}
    for words in queries:
        for place, hit in enumerate(_hits(base, text, words, day)):
            order[hit.path] = min(order.get(hit.path, place), place)
    return order


def _rank(order: Mapping[str, int], path: str) -> int | None:
    return next((place for above, place in order.items() if contains(above, path)), None)


def _by_words(base: KnowledgeBase, text: ReviewText, words: str, clauses: Sequence[PlacedClause], day: date) -> Iterator[Quote]:
    """The clauses that search finds for words of one's own, if they have enough of them."""
    parts, subject = {item.path: item for item in text.loaded.walk()}, Subject(_SOME.sub("", words), clauses)
    behind: list[Quote] = []
    for hit in _hits(base, text, words, day):
        path = hit.snippet_path or hit.best_clause or hit.path
        part = parts.get(path)
        name = next((field for field in ("text", "tail") if part and hit.snippet in (getattr(part, field) or "")), None)
        clause = next((item for item in clauses if contains(item.path, path)), None)
        about = whole(clause) if clause else f"{hit.heading or ''}\n{hit.snippet}"
        if part and name and hit.snippet and text.covers(path) and subject.part(about) >= _ENOUGH:
            stored = getattr(part, name)
            at = stored.index(hit.snippet)
            start, end = sentences(stored, at, at + len(hit.snippet))
            marks = tuple((at - start + first, at - start + last) for first, last in hit.highlights)
            quoted = Passage(path, name, start, stored[start:end].rstrip(), marks)
            items = listed(quoted.words, hit.heading or "", part, parts[hit.path])
            if not any(item.path == path for item in items):
                yield quoted, *items
            elif subject.part(hit.heading or "") >= _ENOUGH:
                yield items
            else:  # an item of a list about something else
                behind.append((quoted,))
    yield from behind
