"""From what a reader found to an instrument: decode, structure, identify, key, and say what is wrong."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.identity.drafts import draft_key
from documents.identity.metadata import read_metadata
from documents.keys import instrument_key
from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Metadata, Problem, ProblemCode, Reading
from documents.structure import read_tree
from documents.structure.audit import audit
from documents.structure.completeness import find_cut
from documents.structure.reader import Tree
from documents.text.decoding import decode_lines
from documents.wording.dates import date_at
from documents.wording.types import is_law, lists_expired_texts

_EXCERPT_NAME = re.compile(r"excerpt|trich[-_ ]?(?:doan|luoc)|trích[-_ ]?(?:đoạn|lược)", re.IGNORECASE)
# Not "Trích yếu: …", and not a title about "trích lập".
_EXCERPT_HEAD = re.compile(
    r"\bexcerpts?\b|\(trích\)|^\s*trích\s+(?:luật|bộ luật|nghị|thông|quyết)|\btrích\s+(?:đoạn|lược)\b", re.IGNORECASE | re.MULTILINE
)


def read_instrument(reading: Reading, file_name: str | None = None) -> Instrument:
    """Read one instrument from what a reader found.

    :param file_name: the source's name: for excerpts, and for a number that nothing else gives
    """
    lines, notes, encoding_problems = decode_lines(reading.lines, reading.notes)
    tree = read_tree(lines, notes)
    unread = reading.pages_without_text
    metadata, identity_problems = read_metadata(
        tree, reading.hints, file_name, scanned=bool(unread), headless=1 in unread, furniture=reading.furniture
    )
    identity_problems += printed_before_issue(reading.furniture, metadata)
    if lists_expired_texts(metadata.title):
        tree = _without_cut_quotations(tree)
    problems = [*reading.problems, *tree.problems, *audit(tree.provisions, lines), *identity_problems, *encoding_problems]
    told = _has(problems, ProblemCode.EXCERPT)
    excerpt = told or _is_excerpt(tree, file_name)
    if excerpt and not told:
        problems.append(Problem(ProblemCode.EXCERPT, Message.of("problem.excerpt")))
    articles = [article for root in tree.provisions for article in root.articles()]
    if articles and not is_law(metadata.type, metadata.number):
        problems.append(Problem(ProblemCode.NO_ARTICLES, Message.of("problem.no_instrument")))
    elif not articles and metadata.type is not InstrumentType.DIRECTIVE:  # which has none
        problems.append(Problem(ProblemCode.NO_ARTICLES, Message.of("problem.no_articles")))
    if not excerpt and not reading.pages_without_text and not _has(problems, ProblemCode.TRUNCATED):
        problems.extend(filter(None, [find_cut(tree, lines, notes, metadata.type, reading.furniture)]))
    content = "\n".join(line.text for line in lines)
    if not content.strip():  # all of it stands in tables, which then tell it from others
        content = "\n".join(cell for line in lines if line.table for row in line.table.rows for cell in row)
    return Instrument(
        key=draft_key(metadata, content) if metadata.draft else instrument_key(metadata, content),
        metadata=metadata,
        provisions=tree.provisions,
        problems=tuple(dict.fromkeys(problems)),
        partial=excerpt or _has(problems, ProblemCode.TRUNCATED) or bool(reading.pages_without_text),
    )


def _without_cut_quotations(tree: Tree) -> Tree:
    """A list that has come without its table: where a row goes on overleaf, its cells cut each other, and quotations in them."""
    listed = {root.path for root in tree.provisions if root.kind is Kind.ATTACHMENT}

    def cut(problem: Problem) -> bool:
        return problem.code is ProblemCode.UNCLOSED_QUOTATION and problem.place in listed

    roots = tuple(replace(root, problems=tuple(p for p in root.problems if not cut(p))) for root in tree.provisions)
    return replace(tree, provisions=roots, problems=tuple(problem for problem in tree.problems if not cut(problem)))


def called_excerpt(file_name: str) -> bool:
    """Whether whoever named the file calls it an excerpt."""
    return _EXCERPT_NAME.search(file_name) is not None


def _is_excerpt(tree: Tree, file_name: str | None) -> bool:
    if file_name and called_excerpt(file_name):
        return True
    return any(_EXCERPT_HEAD.search(text) for text in tree.head[:6])


def _has(problems: Sequence[Problem], code: ProblemCode) -> bool:
    return any(problem.code is code for problem in problems)


_ISSUE = re.compile(r"ÔNG\s*BÁO\s*/\s*Số\s*[\d\s+]{1,40}/\s*Ngày\s*")


def printed_before_issue(furniture: Iterable[str], metadata: Metadata) -> tuple[Problem, ...]:
    """The problem of a text whose running heads are of a day before its day of issue.

    :param furniture: what the reader set aside, running heads among it
    """
    if metadata.issued_on is None:
        return ()
    for line in furniture:
        head = _ISSUE.search(line)
        found = date_at(line, head.end()) if head else None
        if found is not None:
            if found.day >= metadata.issued_on:
                return ()
            message = Message.of("problem.printed_before_issue", printed=found.day, issued=metadata.issued_on)
            return (Problem(ProblemCode.IDENTITY_CONFLICT, message),)
    return ()
