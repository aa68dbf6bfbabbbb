"""How law is named: instruments and provisions, in words for readers.

Names of law are Vietnamese in every language of the interface.
"""

import re

from documents.model import InstrumentType, Kind, Metadata, Provision
from documents.paths import GROUPING, UNKNOWN, Step, key_parts, last_step, read_step, steps_of, type_of_key
from documents.text import fold
from documents.wording.types import COMPOUNDS, NAMED_TYPES, TYPE_NAMES, UNNAMED_TYPES
from documents.wording.unit_lists import UNIT_NAMES
from documents.wording.verbs import CHANGE, CORRECT

HEADED = (*GROUPING, Kind.APPENDIX, Kind.FORM)
"""Kinds that stand under a line of their own with the word and the number."""

_SAMPLE, _INVENTED = re.compile(r"-(?:BO)?MAU$"), "(mẫu, không có thật)"
"""Numbers of the texts that come with the program, and what is said of them wherever one is named."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CHANGES = f"về|{CHANGE}|{CORRECT}"
_RUNS_ON_IN_LAWS = re.compile(rf"(?:{_CHANGES})(?!\w)", re.IGNORECASE)
_RUNS_ON = re.compile(rf"(?:{_CHANGES}|v/v|quy định|hướng dẫn|ban hành)(?!\w)", re.IGNORECASE)
"""Titles that go on from the number as a sentence does; there is a law on how to “ban hành” law."""
_UPPER = (*GROUPING, Kind.APPENDIX)
_BEHIND = {Kind.CLAUSE: ".", Kind.POINT: ")", Kind.SUBPOINT: ")"}
_FOLDED = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDINALS = dict(zip(("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi"), _FOLDED, strict=True))


def mention(path: str) -> str:
    """A place inside a sentence: ``dieu-12/khoan-3/diem-đ`` is “điểm đ khoản 3 Điều 12”. What is no path is said as it is."""
    steps = [read_step(step) for step in steps_of(path)]
    return path if any(step.kind is None for step in steps) else " ".join(map(_said, reversed(steps)))


def cite(path: str) -> str:
    """A place as it stands alone or begins a line: “Điểm đ khoản 3 Điều 12”."""
    words = mention(path)
    return words[:1].upper() + words[1:]


def label(provision: Provision) -> str:
    """What is printed before a provision: “Điều 12.”, “3.”, “đ)”, “Chương II”; empty where nothing is."""
    number = provision.number
    if provision.kind is Kind.ATTACHMENT:
        return "" if provision.heading else UNIT_NAMES[Kind.ATTACHMENT].capitalize()
    if provision.kind in HEADED or provision.kind is Kind.ARTICLE:
        words = f"{UNIT_NAMES[provision.kind]} {number}" if number else UNIT_NAMES[provision.kind]
        return f"{words}." if provision.kind is Kind.ARTICLE else words
    return _sign(provision.kind, number)


def label_of(path: str) -> str:
    """The same of the clause or point at a path: “3.”, “đ)”; empty for any other provision."""
    step = read_step(last_step(path))
    return _sign(step.kind, step.number)


def _sign(kind: Kind | None, number: str | None) -> str:
    return f"{number}{_BEHIND[kind]}" if number and kind in _BEHIND else ""


def full_name(instrument_type: str, title: str | None) -> str:
    """The name of an instrument with its type, once. A draft and what is no instrument have no such word."""
    kind = "" if instrument_type in UNNAMED_TYPES else TYPE_NAMES.get(instrument_type, "")
    return " ".join(part for part in (kind, _without_type(kind, title or "")) if part)


def instrument_name(key: str, number: str | None, title: str | None, *, subject: bool = False) -> str:
    """How an instrument is called wherever one is shown: “Bộ luật Hình sự số 100/2015/QH13”, “Nghị định số 09/2013/NĐ-CP”.

    A law is called by its name, the number behind it. Behind the name of a law that amends another the number would read as that of
    the other: there it comes first, as with all other types. What no number tells the year of has that of its day. Of a sample it
    says that it is invented.

    :param key: of the instrument, which tells its type and day
    :param subject: with what it is about, where there is room: “Nghị định số 09/2013/NĐ-CP quy định chi tiết …”
    """
    parts = key_parts(key)
    name, about, runs_on = _called(parts.type if parts else "", number, title)
    dated = parts is not None and parts.date != UNKNOWN and parts.type not in UNNAMED_TYPES and not _YEAR.search(number or "")
    year = f"năm {parts.date[:4]}" if parts and dated else ""
    invented = _INVENTED if _SAMPLE.search(number or "") else ""
    words = " ".join(part for part in (name, f"số {number}" if number else "", year, invented) if part)
    words = words[:1].upper() + words[1:]
    if not (subject and about):
        return words
    return f"{words} {about}" if runs_on else f"{words} · {about}"


def as_typed(name: str) -> str:
    """A name as somebody types it who looks for it: without what is said of a sample."""
    return name.replace(f" {_INVENTED}", "")


def subject_of(key: str, number: str | None, title: str | None) -> str:
    """What an instrument is about, in a line of its own below its name; empty where the name tells it."""
    about = _called(type_of_key(key), number, title)[1]
    return about[:1].upper() + about[1:]


def _called(instrument_type: str, number: str | None, title: str | None) -> tuple[str, str, bool]:
    kind = "" if instrument_type == InstrumentType.OTHER and (number or title) else TYPE_NAMES.get(instrument_type, "")
    bare = _without_type(kind, " ".join((title or "").split()))
    by_name = instrument_type in NAMED_TYPES
    runs_on = bool(kind and (_RUNS_ON_IN_LAWS if by_name else _RUNS_ON).match(bare))
    if runs_on and not bare[1:2].isupper():  # a title in capitals stays one
        bare = bare[:1].lower() + bare[1:]
    if number and (runs_on or not by_name):
        return kind, bare, runs_on
    return " ".join(part for part in (kind, bare) if part), "", False


def _without_type(kind: str, title: str) -> str:
    """A title without the word of its type. “Luật sư” has none: there it is part of another word."""
    words = title.split(" ")
    begin = len(kind.split())
    first = " ".join(words[:begin])
    if not kind or fold(first) != fold(kind) or fold(" ".join(words[: begin + 1])) in COMPOUNDS:
        return title
    rest = " ".join(words[begin:])
    return rest[:1].upper() + rest[1:]


def citation(known: Metadata, path: str | None = None) -> str:
    """An instrument, or a place in it, as offices cite it: place, type, number, day of issue, issuer and name.

    A law is called by its name (“Điều 4 Luật Phòng, chống mua bán người số 53/2024/QH15 ngày 28 tháng 11 năm
    2024 của Quốc hội”); other instruments by their number, the name behind it. Days below ten, January and February have
    two digits. What is not known is left out.
    """
    name, about, _ = _called(known.type.value, known.number, known.title)
    parts = [mention(path) if path else "", name]
    if known.number:
        parts.append(f"số {known.number}")
    if known.issued_on:
        month = f"{known.issued_on.month:02}" if known.issued_on.month <= 2 else str(known.issued_on.month)
        parts.append(f"ngày {known.issued_on.day:02} tháng {month} năm {known.issued_on.year}")
    if known.issuer:
        parts.append(f"của {known.issuer.replace(';', ',')}")
    parts.append(about)
    words = " ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def _said(step: Step) -> str:
    kind, number, copy = step
    words = UNIT_NAMES[kind] if kind else ""
    if number and number.startswith("thu-"):
        words += " thứ " + " ".join(_ORDINALS.get(part, part) for part in number.removeprefix("thu-").split("-"))
    elif number:
        words += " " + (number.upper() if kind in _UPPER else number)
    return f"{words} ({copy})" if copy > 1 else words
