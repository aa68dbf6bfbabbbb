"""How law is named: instruments and provisions, in words for readers.

Names of law are Vietnamese in every language of the interface.
"""

from documents.model import Kind, Metadata, Provision
from documents.paths import GROUPING, Step, read_step, steps_of
from documents.wording.types import NAMED_TYPES, TYPE_NAMES, UNNAMED_TYPES
from documents.wording.units import UNIT_NAMES

HEADED = (*GROUPING, Kind.APPENDIX, Kind.FORM)
"""Kinds that stand under a line of their own with the word and the number."""

_TWO_DIGITS = 2
_UPPER = (*GROUPING, Kind.APPENDIX)
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
    if not number:
        return ""
    if provision.kind is Kind.CLAUSE:
        return f"{number}."
    if provision.kind in (Kind.POINT, Kind.SUBPOINT):
        return f"{number})"
    return ""


def full_name(instrument_type: str, title: str | None) -> str:
    """The name of an instrument with its type, once. A draft and what is no instrument have no such word."""
    type_name = "" if instrument_type in UNNAMED_TYPES else TYPE_NAMES.get(instrument_type, "")
    if not title or not type_name or title.lower().startswith(type_name.lower()):
        return title or type_name
    return f"{type_name} {title}"


def short_name(instrument_type: str, number: str | None, title: str | None) -> str:
    """How an instrument is called in a line: “Luật 66/2011/QH12”, or its title where it has no number."""
    kind = TYPE_NAMES.get(instrument_type, "")
    return f"{kind} {number}".strip() if number else title or kind


def name_and_title(instrument_type: str, number: str | None, title: str | None) -> str:
    """Number and title in a line, the word of the type once: “Luật 66/2011/QH12 · Phòng, chống mua bán người”."""
    name = short_name(instrument_type, number, title)
    kind = name.removesuffix(number or "").strip()
    rest = title or ""
    if kind and rest.casefold().startswith(kind.casefold() + " "):
        rest = rest[len(kind) + 1 :]
    return name if not number or not rest else f"{name} · {rest[:1].upper()}{rest[1:]}"


def citation(known: Metadata, path: str | None = None) -> str:
    """An instrument, or a place in it, as offices cite it: place, type, number, day of issue, issuer and name.

    A law is called by its name, the number behind it (“Điều 4 Luật Phòng, chống mua bán người số 53/2024/QH15 ngày 28 tháng 11 năm
    2024 của Quốc hội”); other instruments by their number, the name behind it. Days below ten, January and February have
    two digits. What is not known is left out.
    """
    kind = known.type.value
    named = known.type in NAMED_TYPES
    parts = [mention(path)] if path else []
    parts.append(full_name(kind, known.title) if named or not known.number else TYPE_NAMES.get(kind, ""))
    if known.number:
        parts.append(f"số {known.number}")
    if known.issued_on:
        month = f"{known.issued_on.month:02}" if known.issued_on.month <= _TWO_DIGITS else str(known.issued_on.month)
        parts.append(f"ngày {known.issued_on.day:02} tháng {month} năm {known.issued_on.year}")
    if known.issuer:
        parts.append(f"của {known.issuer.replace(';', ',')}")
    if known.title and known.number and not named:
        parts.append(known.title[:1].lower() + known.title[1:] if known.title[1:2].islower() else known.title)
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
