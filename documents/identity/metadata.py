"""Who issued what, when: put together from head, closing, source notes, publisher and file name, in this order of trust.

Where these disagree most voices win (:mod:`documents.identity.majority`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import islice

from documents.identity.drafts import draft_in_running_heads, draft_metadata, is_left_open
from documents.identity.effect import first_effect, read_effective
from documents.identity.head import Closing, Head, has_letterhead, read_closing, read_head, signers
from documents.identity.issuers import is_local, province_of, settle_issuer, split_issuers
from documents.identity.majority import another_instrument, hear, settle, text_witnesses
from documents.identity.numbers import bound_number, has_overlong, overlong, type_of_number
from documents.identity.publisher import NameClaim, file_witnesses, name_claim, number_in_file_name, page_witnesses, read_claims
from documents.identity.sameness import Field, Who, Witness
from documents.identity.source_notes import most_named, read_source_note
from documents.identity.titles import as_written, first_heading
from documents.messages import Message
from documents.model import Draft, EffectivePeriod, Hints, Kind, Metadata, Problem, ProblemCode, Provision
from documents.model import InstrumentType as T
from documents.structure.reader import Tree
from documents.wording.types import NAMED_TYPES, TYPE_PATTERN, type_of_words

_PAPER = re.compile(r"/(?:TTr|BC)(?!\w)", re.IGNORECASE)
_SELF = re.compile(rf"(?P<type>{TYPE_PATTERN})\s+này", re.IGNORECASE)
_ISSUES = re.compile(rf"\s+ban\s+hành\s+(?P<type>{TYPE_PATTERN})", re.IGNORECASE)
_ISSUER_BEFORE = re.compile(r"[^,;\n]{3,120}\Z")
_IS_BODY = re.compile(
    r"(?:Bộ|Chính phủ|Thủ tướng|Quốc hội|Ủy ban|Uỷ ban|Hội đồng|Chủ tịch|Chánh án|Viện trưởng|Thống đốc|Tổng|Chủ nhiệm"
    r"|Trưởng|Ngân hàng|Tòa án|Toà án|Viện|Ban|Thanh tra|Kiểm toán|Văn phòng|Liên)\b"
)
_REPEATS_TITLE = 40  # provisions
_INSTRUMENT_BODY = (Kind.ARTICLE, Kind.CHAPTER, Kind.PART, Kind.SECTION)


def read_metadata(
    tree: Tree,
    hints: Hints,
    file_name: str | None,
    *,
    scanned: bool = False,
    headless: bool = False,
    furniture: Sequence[str] = (),
) -> tuple[Metadata, tuple[Problem, ...]]:
    """Read the identity of a text from its tree.

    :param hints: what a publisher says beside the text; it fills only what the text lacks
    :param file_name: used for the number, if nothing else has it
    :param scanned: pages of the source have no text yet, so that what there is may be running heads only
    :param headless: its first page is one of them: what the other pages name need not be who issued it
    :param furniture: running heads, which may say that it is a draft
    :returns: the metadata, and problems such as a number that only the file name gives, or witnesses that disagree
    """
    problems: list[Problem] = []
    closing = read_closing(tree.provisions, tree.signature or _of_kind(tree.provisions, Kind.SIGNATURE))
    claimed = number_in_file_name(file_name)
    paragraphs = tree.head or _preamble(tree.provisions)
    headless = headless and not has_letterhead(paragraphs)
    head = Head() if headless else _read_head(paragraphs, closing, name_claim(file_name))
    formula = _issue_sentence(tree) if head.type or _opens(tree, paragraphs) else (None, None)
    noted = _from_source_notes(tree.provisions)
    claims = read_claims(hints)
    text = [*text_witnesses(head, closing, tree, formula), *_noted_witnesses(noted)]
    page = hear(text, page_witnesses(hints, claims))
    name = hear(text, file_witnesses(file_name, hints, tree))
    metadata = _from_text(head, closing, tree, formula)
    metadata = _fill(metadata, noted)
    metadata = _fill(metadata, None if page.another else claims)
    draft = _draft(head, tree, furniture, metadata, left_open=claimed is None and closing.adopted_on is None and not scanned)
    may_claim = draft is None and (scanned or _has_articles(tree)) and not name.another
    if metadata.number is None and claimed is not None and may_claim:
        metadata = replace(metadata, number=claimed)
        problems.append(Problem(ProblemCode.NUMBER_FROM_FILE_NAME, Message.of("problem.number_from_file_name", number=claimed)))
    is_instrument = metadata.type is not T.OTHER or metadata.number is not None
    if metadata.type is T.OTHER and metadata.number:
        metadata = replace(metadata, type=_type_without_heading(metadata.number, tree))
    if is_instrument:
        issuer = settle_issuer(metadata.issuer, metadata.number)
        metadata = replace(metadata, issuer=issuer, province=metadata.province or _province(issuer, metadata.place))
    else:
        # A ministry's name on a form says who designed it.
        metadata = replace(metadata, issuer=None, signed_by=None)
    if draft is None:  # else number and day are still to come
        problems.extend(another_instrument(text, each) for each in (page, name) if each.another)
        settled, conflicts = settle(metadata, text, [each for each in (page, name) if not each.another])
        metadata = _consistent(settled, metadata, tree)
        problems.extend(conflicts)
        problems.extend(_before_issue(metadata))
    if metadata.title is not None and _in_capitals(metadata.title, tree):
        metadata = replace(metadata, title=as_written(metadata.title, _first_texts(tree)))
    if metadata.title is None and metadata.type is T.OTHER and not scanned:
        metadata = replace(metadata, title=first_heading([*tree.head, *_preamble(tree.provisions)], tree.provisions))
    metadata = metadata if draft is None else draft_metadata(metadata, draft)
    metadata, unbounded = bound_number(metadata)
    if metadata.number is None and not unbounded and any(map(has_overlong, paragraphs)):
        unbounded = (overlong(),)
    return metadata, (*problems, *unbounded)


def _draft(head: Head, tree: Tree, furniture: Sequence[str], read: Metadata, *, left_open: bool) -> Draft | None:
    """Which draft of a law a text is, as it says: in its head or its running heads, or by leaving number and day open.

    :param left_open: nothing else gives it a number or a day on which it was passed. Copies of what was signed lack both, too,
        where a stamp gives them; they have the name of whoever signed
    """
    if read.type is T.OTHER and not _has_articles(tree):
        return None
    said = head.draft or draft_in_running_heads(furniture)
    if said is not None or not left_open or read.number or read.signed_by or read.type is T.OTHER:
        return said
    closing = (*_of_kind(tree.provisions, Kind.CLOSING), *_of_kind(tree.provisions, Kind.SIGNATURE))
    return Draft() if is_left_open("\n".join(tree.head or _preamble(tree.provisions)), closing) else None


def _consistent(settled: Metadata, read: Metadata, tree: Tree) -> Metadata:
    """What follows from a day or an issuer that the majority put right: days counted from the day of signing, the province."""
    if settled.issued_on != read.issued_on and read.effective == read_effective(tree.provisions, read.issued_on):
        settled = replace(settled, effective=read_effective(tree.provisions, settled.issued_on))
    if settled.issuer != read.issuer:
        settled = replace(settled, province=_province(settled.issuer, settled.place))
    return settled


def _read_head(paragraphs: Sequence[str], closing: Closing, claim: NameClaim | None) -> Head:
    """The head; in that of a consolidated text a sentence names its base. A file's name tells it where no number does not."""
    head = read_head(paragraphs, consolidated=closing.authentication is not None)
    telling = head.number or (claim.known if claim else None)
    if head.consolidated or telling is None or type_of_number(telling) is not T.CONSOLIDATED_TEXT:
        return head
    return read_head(paragraphs, consolidated=True)


def _noted_witnesses(noted: Metadata | None) -> Iterator[Witness]:
    if noted is None:
        return
    for field in Field:
        value = getattr(noted, field.value)
        if value and value is not T.OTHER:
            yield Witness(Who.SOURCE_NOTE, field, value)


def _before_issue(metadata: Metadata) -> Iterator[Problem]:
    """What takes effect before it was issued: one of the two days is wrong. A consolidation is later than what it holds."""
    if metadata.issued_on is None or metadata.type is T.CONSOLIDATED_TEXT:
        return
    for period in metadata.effective:
        if period.start and not period.scope and period.start < metadata.issued_on:
            message = Message.of("problem.effective_before_issue", start=period.start, issued=metadata.issued_on)
            yield Problem(ProblemCode.EFFECTIVE_BEFORE_ISSUE, message)
            return


def _from_text(head: Head, closing: Closing, tree: Tree, formula: tuple[str | None, T | None]) -> Metadata:
    number, issued_on = head.number, head.issued_on
    of_number = type_of_number(number) if number is not None else None
    if head.consolidated or closing.authentication is not None or of_number is T.CONSOLIDATED_TEXT:
        return _of_consolidated(head, closing, tree)
    issued_by, named = formula
    kind = _type(head, closing, tree)
    if kind is None and _has_articles(tree):
        kind = named if named is not None or number else _type_of_self(tree)
    # A law is issued by being passed; the day in its closing words outweighs a mistyped head.
    if closing.adopted_on and (issued_on is None or kind in NAMED_TYPES):
        issued_on = closing.adopted_on
    return Metadata(
        type=kind or T.OTHER,
        number=number,
        issuer=head.issuer or closing.issuer or issued_by,
        title=head.title,
        issued_on=issued_on,
        place=head.place,
        signed_by=signers(closing.signature, joint=";" in (head.issuer or "") or kind is T.JOINT_CIRCULAR),
        effective=read_effective(tree.provisions, issued_on) if kind else (),
    )


def _type(head: Head, closing: Closing, tree: Tree) -> T | None:
    kind = head.type or (closing.type if closing.adopted_on else None)
    if kind in (None, T.OTHER) and head.number:
        return _type_without_heading(head.number, tree)
    return kind


def _of_consolidated(head: Head, closing: Closing, tree: Tree) -> Metadata:
    """A consolidated text is of whoever authenticated it, on the day that this was done."""
    by = closing.authentication
    return Metadata(
        type=T.CONSOLIDATED_TEXT,
        number=(by and by.number) or head.number,
        issuer=(by and by.issuer) or head.issuer,
        title=head.title,
        issued_on=(by and by.issued_on) or head.issued_on,
        place=(by and by.place) or head.place,
        signed_by=signers(closing.signature, joint=False),
        effective=_base_effect(head, tree) or read_effective(tree.provisions, None),
    )


def _base_effect(head: Head, tree: Tree) -> tuple[EffectivePeriod, ...]:
    texts = [head.base or "", *tree.head, *_preamble(tree.provisions)]
    for text in texts:
        if text and (period := first_effect(text)):
            return (period,)
    return ()


def _fill(metadata: Metadata, other: Metadata | None) -> Metadata:
    if other is None:
        return metadata
    names = [field.name for field in fields(Metadata) if getattr(metadata, field.name) in (None, T.OTHER, ())]
    return replace(metadata, **{name: getattr(other, name) for name in names})


def _from_source_notes(provisions: Iterable[Provision]) -> Metadata | None:
    texts = [note.text for root in provisions for provision in root.walk() for note in provision.notes if not note.mark]
    notes = [read for text in texts if (read := read_source_note(text))]
    return most_named(notes) if notes else None


def _type_without_heading(number: str, tree: Tree) -> T:
    """The type by the number, or by what the text calls itself: QH13 alone may be a law, a code or a resolution.

    A tờ trình or a báo cáo speaks of "this law", too, and means the draft that it comes with.
    """
    return type_of_number(number) or (None if _PAPER.search(number) else _type_of_self(tree)) or T.OTHER


def _type_of_self(tree: Tree) -> T | None:
    """What the articles call the instrument: "Bộ luật này"."""
    counts: Counter[T] = Counter()
    for root in tree.provisions:
        if root.kind in (Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM):
            continue
        for provision in root.walk():
            for match in _SELF.finditer(f"{provision.text}\n{provision.tail}"):
                if (kind := type_of_words(match["type"])) is not None:
                    counts[kind] += 1
    return counts.most_common(1)[0][0] if counts else None


def _issue_sentence(tree: Tree) -> tuple[str | None, T | None]:
    """Issuer and type in words: "Bộ trưởng Bộ Y tế ban hành Thông tư quy định …" at the end of the preamble."""
    for text in reversed([*tree.head, *_preamble(tree.provisions)]):
        for issues in _ISSUES.finditer(text):
            before = _ISSUER_BEFORE.search(text[max(0, issues.start() - 120) : issues.start()])
            if before is None:
                continue
            issuer = re.split(r"[;.]\s*", before[0])[-1].strip()
            if _IS_BODY.match(issuer):
                return split_issuers(issuer) or None, type_of_words(issues["type"])
    return None, None


def _opens(tree: Tree, paragraphs: Sequence[str]) -> bool:
    """Whether a text has its beginning: a letterhead or legal bases. The middle of one says of others what they issue."""
    if any(root.kind is Kind.BASIS for root in tree.provisions) or has_letterhead(paragraphs):
        return True
    return any(re.match(r"\W*Căn\s+cứ\b", text) for text in (*tree.head, *_preamble(tree.provisions)))


def _preamble(provisions: Iterable[Provision]) -> tuple[str, ...]:
    texts: list[str] = []
    for root in provisions:
        if root.kind is Kind.PREAMBLE:
            texts.extend(line for line in root.text.split("\n") if line)
            texts.extend(line for line in root.tail.split("\n") if line)
    return tuple(texts)


def _of_kind(provisions: Iterable[Provision], kind: Kind) -> tuple[str, ...]:
    return tuple(line for root in provisions for p in root.walk() if p.kind is kind for line in p.text.split("\n") if line)


def _in_capitals(title: str, tree: Tree) -> bool:
    head = " ".join(" ".join(tree.head or _preamble(tree.provisions)).split())
    return title[1:] not in head and title[-20:].upper() in head.upper()


def _first_texts(tree: Tree) -> tuple[str, ...]:
    """Where an instrument repeats its title: the enacting formula and the first articles."""
    own = (root for root in tree.provisions if root.kind not in (Kind.APPENDIX, Kind.FORM, Kind.SIGNATURE))
    first = islice((provision for root in own for provision in root.walk()), _REPEATS_TITLE)
    return tuple(text for provision in first for text in (provision.heading, provision.tail, provision.text) if text)


def _has_articles(tree: Tree) -> bool:
    return any(provision.kind in _INSTRUMENT_BODY for root in tree.provisions for provision in root.walk())


def _province(issuer: str | None, place: str | None) -> str | None:
    if not issuer or not is_local(issuer):
        return None
    return province_of(issuer) or place
