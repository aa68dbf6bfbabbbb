"""Drafts (dự thảo): how a text says that it is one, in which round and of which day; what a person's word makes of a text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from documents.identity.titles import sentence_case
from documents.keys import instrument_key
from documents.model import Draft, Instrument, InstrumentType, Metadata, ProblemCode
from documents.text import fold, slug
from documents.wording.citing import instrument_name
from documents.wording.dates import DATE_WORDS, find_date
from documents.wording.types import TYPE_NAMES, UNNAMED_TYPES, names_pattern

_LEAD = "Dự thảo "
_IN_WORDS = ("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
_ROUND = r"(?:lần\s+)?(?:thứ\s+)?(?P<round>\d{1,2}(?!\s*[./]\s*\d)|(?<=thứ\s)\w+|(?<=lần\s)\w+)"
# What a draft is made for may stand behind the word: "DỰ THẢO 2 (gửi thẩm định)".
_MADE_FOR = (
    r"xin|lấy|trình|gửi|để|phục\s+vụ|tiếp\s+thu|sau|thẩm\s+định|thẩm\s+tra|đăng|hoàn\s+thiện"
    r"|chỉnh\s+(?:lý|sửa)|họp|cuộc\s+họp|ngày|cập\s+nhật|tháng|(?:phiên\s+)?bản\s+(?:ngày|\d|cuối|mới)|v\s?\d|online"
)
_MARK = re.compile(
    rf"\W*(?:BẢN\s+)?(?:DỰ\s+THẢO|D[Ựự]\s+[Tt]hảo)(?!\w)(?i:[\s:(–-]*{_ROUND}(?!\w))?(?i:\W*(?:(?:{_MADE_FOR})(?!\w)|(?=\d)).{{0,120}})?\W*"
)
# "DỰ THẢO LUẬT …" in capitals stands over a text; in small letters it may be a line of a title: "cho ý kiến về / dự thảo Luật …".
_TYPE_NAMES = names_pattern(kind for kind in InstrumentType if kind not in UNNAMED_TYPES)
_HEADING = re.compile(rf"\W*(?:BẢN\s+)?DỰ\s+THẢO\s+(?:(?:LẦN\s+)?\d{{1,2}}\s+)?(?=(?i:{_TYPE_NAMES}))")
# Of a letterhead in two columns a line is both: "QUỐC HỘI DỰ THẢO 2".
_BESIDE = re.compile(r"(?<=\S)[\s|]+(?=DỰ\s+THẢO\s+(?:LẦN\s+)?\d{1,2}\W*$)")
_DAY_LINE = re.compile(rf"\W*(?i:ngày\s+)?{DATE_WORDS}\W*")
_OPEN_NUMBER = re.compile(r"(?<!\w)[Ss]ố\s*:?\s*[.…_\s]{0,40}/\s*(?:20[\d.…_\s]{2,6}/\s*)?[A-ZĐ]")
_OPEN_DAY = re.compile(r"ngày[\s.…_]{1,20}tháng[\s\d.…_]{1,20}năm\s*20", re.IGNORECASE)
_ROUND_IN_TITLE = re.compile(r" \((?:lần \d+|ngày \d{1,2}/\d{1,2}/\d{4})\)$")
_PAPER = re.compile(r"(?:TỜ\s+TRÌNH|BÁO\s+CÁO|(?:BẢN\s+)?(?:THUYẾT\s+MINH|SO\s+SÁNH|TỔNG\s+HỢP))\b")
_PAPER_HEAD = 15  # lines
_SAID_OF_LAW = (ProblemCode.IDENTITY_CONFLICT, ProblemCode.EFFECTIVE_BEFORE_ISSUE, ProblemCode.NUMBER_FROM_FILE_NAME)


@dataclass(frozen=True, slots=True)
class SaidDraft:
    """What a person says of a file: that its text is a draft, or a paper to the draft that ``draft.of`` names."""

    draft: Draft
    paper: bool = False

    def of(self, instrument: Instrument, name: str) -> Instrument:
        """A text of the file of that name, as what it is said to be."""
        return as_paper(instrument, self.draft.of or "", name) if self.paper else as_draft(instrument, self.draft)


def take_draft_mark(lines: Sequence[str]) -> tuple[Draft | None, list[str]]:
    """What the lines of a head say of a draft, and the lines without it."""
    found: Draft | None = None
    kept: list[str] = []
    below = False
    for line in (part for whole in lines for part in _BESIDE.split(whole, 1)):
        was_below, below = below, False
        heading = _HEADING.match(line)
        if heading or _MARK.fullmatch(line):
            own = _read_mark(line[: heading.end()] if heading else line)
            found = Draft((found and found.round) or own.round, (found and found.on) or own.on)
            kept += [line[heading.end() :]] if heading else []
            below = heading is None
        elif found and found.on is None and was_below and _DAY_LINE.fullmatch(line):
            found = replace(found, on=_day_in(line))
        else:
            kept.append(line)
    return found, kept


def draft_in_running_heads(lines: Iterable[str]) -> Draft | None:
    """What running heads say: "Dự thảo 2 - 15/5/2026"."""
    return next((_read_mark(line) for line in lines if _MARK.fullmatch(line)), None)


def is_left_open(head: str, closing: Iterable[str]) -> bool:
    """Whether number and day are still to be filled in: "Số:      /2026/NĐ-CP", "ngày    tháng    năm 2026"."""
    return bool(_OPEN_NUMBER.search(head)) and any(_OPEN_DAY.search(text) for text in (head, *closing))


def draft_metadata(read: Metadata, draft: Draft) -> Metadata:
    """What was read of a text, as that of a draft: what it says of number, signature and effect is still to come."""
    draft = replace(draft, on=draft.on or read.issued_on)
    return replace(
        read,
        type=InstrumentType.DRAFT,
        title=draft_title(read, draft),
        number=None,
        issued_on=None,
        signed_by=None,
        effective=(),
        draft=draft,
    )


def draft_title(read: Metadata, draft: Draft) -> str | None:
    """What a draft is called: "Dự thảo Luật Phòng, chống mua bán người (lần 2)"."""
    if read.type is InstrumentType.DRAFT or (read.title or "").startswith(_LEAD):
        told = draft.round is not None or draft.on is not None
        name = _ROUND_IN_TITLE.sub("", read.title or "") if told else read.title or ""
    elif read.title is None and read.type is InstrumentType.OTHER:
        return None
    else:
        name = f"{_LEAD}{instrument_name(f'{read.type.value}/-/-/-', None, read.title, subject=True)}"
    if not name:
        return None
    if draft.round is not None:
        return f"{name} (lần {draft.round})"
    return f"{name} (ngày {draft.on.day}/{draft.on.month}/{draft.on.year})" if draft.on else name


def as_if_law(known: Metadata) -> Metadata:
    """A draft as what it would be: its words are read as those of a law, which then make none."""
    name = _ROUND_IN_TITLE.sub("", known.title or "").removeprefix(_LEAD)
    kinds = (kind for kind, called in TYPE_NAMES.items() if kind not in UNNAMED_TYPES and name.startswith(f"{called} "))
    kind = max(kinds, key=lambda kind: len(TYPE_NAMES[kind]), default=InstrumentType.LAW)
    return replace(known, type=InstrumentType(kind), title=name.removeprefix(TYPE_NAMES[kind]).strip())


def draft_family(key: str, known: Metadata) -> str:
    """What the rounds of one draft have in common: what it is called, and where; one without a name stands alone."""
    name = slug(_ROUND_IN_TITLE.sub("", known.title or ""))
    return f"{name}/{slug(known.province or '')}" if name else key


def draft_key(known: Metadata, content: str) -> str:
    """The key of a draft: a round, or a day, of one name is one draft in whatever file it comes."""
    told = known.draft is not None and known.title and (known.draft.round or known.draft.on)
    return instrument_key(known, f"{known.title}|{known.draft and known.draft.on}" if told else content)


def as_draft(instrument: Instrument, said: Draft) -> Instrument:
    """A text that a person says is a draft; what they leave open is what the text says."""
    own = instrument.metadata.draft or Draft()
    draft = Draft(said.round or own.round, said.on or own.on, said.of or own.of)
    known = draft_metadata(instrument.metadata, draft)
    problems = tuple(problem for problem in instrument.problems if problem.code not in _SAID_OF_LAW)
    return replace(instrument, metadata=known, key=draft_key(known, _content(instrument)), problems=problems, aliases=())


def as_paper(instrument: Instrument, of: str, name: str) -> Instrument:
    """A paper that a person puts to a draft: whatever it reads like, it is no law.

    :param name: of the file, where the paper has no title
    """
    read = instrument.metadata
    lines = [line.strip() for part in instrument.walk() for line in part.text.split("\n") if line.strip()]
    headed = next((at for at, line in enumerate(lines[:_PAPER_HEAD]) if _PAPER.match(line)), None)
    title = read.title or name
    if headed is not None:
        head, about = sentence_case(lines[headed]), "".join(lines[headed + 1 : headed + 2])
        title = f"{head} {about[:1].lower()}{about[1:]}" if about[:3].lower() == "về " else head
    known = replace(read, type=InstrumentType.OTHER, title=title[:300], effective=(), draft=Draft(of=of))
    problems = tuple(problem for problem in instrument.problems if problem.code is not ProblemCode.NO_ARTICLES)
    return replace(instrument, metadata=known, key=instrument_key(known, _content(instrument)), problems=problems, aliases=())


def _content(instrument: Instrument) -> str:
    return "\n".join(part.text + part.tail for part in instrument.walk())


def _read_mark(line: str) -> Draft:
    match = _MARK.match(line)
    said = fold(match["round"] or "") if match else ""
    worded = _IN_WORDS.index(said) + 1 if said in _IN_WORDS else None
    return Draft((int(said) if said.isdigit() else worded) or None, _day_in(line))


def _day_in(line: str) -> date | None:
    found = find_date(line)
    return found.day if found else None
