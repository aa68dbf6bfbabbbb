"""What stands around a text: a page's own title, its table of properties, its address, the name of its file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote, urlsplit

from documents.identity.head import person_name
from documents.identity.issuers import abbreviation_of, split_issuers
from documents.identity.majority import is_cited
from documents.identity.numbers import find_numbers, number_at, repair_number, type_of_number
from documents.identity.sameness import Field, Value, Who, Witness
from documents.identity.titles import bare_title
from documents.model import EffectivePeriod, Hints, Metadata
from documents.model import InstrumentType as T
from documents.structure.reader import Tree
from documents.text import fold, slug
from documents.wording.dates import find_date
from documents.wording.types import TYPE_PATTERN, type_of_slug, type_of_words

_NAMED = re.compile(
    r"(?<!\d)(?P<ordinal>\d{1,4})[-_ ](?P<year>(?:19|20)\d{2})[-_ ]"
    r"(?P<suffix>qh\d{1,2}|(?:nd|nđ|tt|ttlt|qd|qđ|nq|ct|pl)(?:[-_](?!\d+(?:\D|$))[a-zđ&\d]+){1,6})",
    re.IGNORECASE,
)
_CONSOLIDATED = re.compile(r"(?<!\d)(?P<ordinal>\d{1,4})[-_ ]vbhn[-_ ](?P<issuer>[a-zđ]+)", re.IGNORECASE)
# "consolidated_VBHN-3503.txt": without who consolidated, and no year ("Luat-Dat-dai-VBHN-2020.html").
_CONSOLIDATED_LAST = re.compile(r"(?<![^\W_])vbhn[-_ ](?P<ordinal>(?!(?:19|20)\d\d(?!\d))\d{1,4})(?=\.\w{1,8}$|$)", re.IGNORECASE)
_KINDS = {"nd": "NĐ", "qd": "QĐ", "tt": "TT", "ttlt": "TTLT", "nq": "NQ", "ct": "CT", "pl": "PL"}
# What files are called beside the word for a type.
_BEFORE = frozenset(
    ("so", "vb", "new", "old", "base", "amending", "consolidated", "file", "doc", "scan", "van", "ban", "hop", "nhat")
)
_FIRST_TYPE = re.compile(rf"\W*(?P<type>{TYPE_PATTERN})", re.IGNORECASE)
_CITED = re.compile(rf"{TYPE_PATTERN}\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:aspx?|html?|php|pdf|docx?|txt|md)$", re.IGNORECASE)
# What sites put behind the name: "áp dụng 2024 mới nhất", "| Cơ sở dữ liệu quốc gia", " - Thư viện pháp luật".
_TRAIL = re.compile(r"\s*(?:\||»|::).*$|\s(?:mới nhất|áp dụng (?:năm )?\d{4}).*$|\s(?:có|còn|hết) hiệu lực.*$", re.IGNORECASE)


_BEFORE |= {"vbhn", "nd", "tt", "ttlt", "qd", "nq", "ct", "pl", "lien", "tich"}
_TYPES: tuple[str, ...] = ("bo-luat", "luat", "phap-lenh", "nghi-quyet", "nghi-dinh", "thong-tu", "quyet-dinh", "chi-thi")
_TYPES += ("van-ban-hop-nhat",)
_FITTING = {"luat": ("qh",), "bo-luat": ("qh",), "nghi-quyet": ("qh", "nq"), "phap-lenh": ("pl",), "nghi-dinh": ("nd",)}
_FITTING |= {"thong-tu": ("tt", "ttlt"), "quyet-dinh": ("qd",), "chi-thi": ("ct",), "van-ban-hop-nhat": ("vbhn",)}


@dataclass(frozen=True, slots=True)
class NameClaim:
    """What the name of a file says of the text in it.

    :param number: None where the name has only a part of it
    :param known: the number without abbreviations that nobody knows: they may be words of the title
    :param leads: the number is the named instrument's own, and not that of one that it is about
    """

    number: str | None
    known: str
    leads: bool
    title: str


def name_claim(name: str | None) -> NameClaim | None:
    """What a file's name says; None where it names no number."""
    if not name:
        return None
    if match := _CONSOLIDATED.search(name):
        number = f"{match['ordinal']}/VBHN-{abbreviation_of(match['issuer'])}"
        return NameClaim(number, number, _leads(name[: match.start()], "vbhn"), "")
    match = _NAMED.search(name)
    if match is None and (last := _CONSOLIDATED_LAST.search(name)):
        return NameClaim(None, f"{last['ordinal']}/VBHN", _leads(name[: last.start()], "vbhn"), "")
    if match is None:
        return None
    number, sure, words = _numbered(match)
    rest = re.sub(r"\.\w{1,8}$", "", name[match.end() :])
    before = slug(name[: match.start()])
    title = [*before.removeprefix(_type_word(before) or "").split("-"), *words, *re.findall(r"[^\W\d_]+", rest)]
    kind = re.sub(r"\d.*", "", fold(re.split(r"[-_]", match["suffix"])[0]))
    return NameClaim(number, sure, _leads(name[: match.start()], kind), " ".join(filter(None, title)))


def number_in_file_name(name: str | None) -> str | None:
    """``new_45-2019-QH14.txt`` to ``45/2019/QH14``, ``nghi-dinh-so-188-2025-nd-cp-45593.pdf`` to ``188/2025/NĐ-CP``."""
    claim = name_claim(name)
    return claim.number if claim else None


def _leads(before: str, kind: str) -> bool:
    """Whether a number is the instrument's own: behind the word for its type, which may have the title behind it."""
    words = slug(before)
    type_word = _type_word(words)
    rest = words.removeprefix(type_word).removeprefix("-lien-tich") if type_word else words
    if all(word in _BEFORE or word.isdigit() for word in rest.split("-") if word):
        return True
    return type_word is not None and kind in _FITTING[type_word] and not any(f"-{word}-" in f"{rest}-" for word in _TYPES)


def _type_word(words: str) -> str | None:
    return next((word for word in _TYPES if words == word or words.startswith(f"{word}-")), None)


def _numbered(match: re.Match[str]) -> tuple[str, str, tuple[str, ...]]:
    ordinal, year = match["ordinal"], match["year"]
    kind, *issuers = re.split(r"[-_]", match["suffix"])
    if kind.lower().startswith("qh"):
        return (number := f"{ordinal}/{year}/{kind.upper()}"), number, ()
    known = [abbreviation_of(issuer) for issuer in issuers]
    end = next((i for i, (old, new) in enumerate(zip(issuers, known, strict=True)) if new is None and i > 0), len(known))
    suffix = "-".join(new or old.upper() for old, new in zip(issuers[:end], known[:end], strict=True))
    number = f"{ordinal}/{year}/{_KINDS.get(kind.lower(), kind.upper())}"
    sure = "-".join([number, *filter(None, known[:end])])
    return f"{number}-{suffix}", sure, tuple(issuers[end:])


def page_witnesses(hints: Hints, claims: Metadata) -> Iterator[Witness]:
    """What a page says beside its text.

    :param claims: its table of properties, read
    """
    title = hints.fields.get("page_title", "")
    of_title = title == hints.fields.get("title")  # one of the databases says all in its title
    yield from (each for each in _properties(claims) if not (of_title and each.field in (Field.NUMBER, Field.TITLE)))
    yield from _page_title(title)
    address = hints.fields.get("url", "")
    if address:
        yield from name_witnesses(_ENDING.sub("", unquote(urlsplit(address).path).rstrip("/").rsplit("/", 1)[-1]), Who.ADDRESS)


def name_witnesses(name: str | None, who: Who) -> Iterator[Witness]:
    """What a file's name, or the last step of an address, says. One that only cites a number may be about that instrument."""
    claim = name_claim(name)
    if claim is None:
        return
    yield Witness(who, Field.NUMBER, claim.known, dissents=claim.leads)
    if kind := type_of_number(claim.known):
        yield Witness(who, Field.TYPE, kind, dissents=claim.leads)
    if claim.title:
        yield Witness(who, Field.TITLE, claim.title, dissents=False)


def _properties(claims: Metadata) -> Iterator[Witness]:
    values: dict[Field, Value | None] = {
        Field.TYPE: claims.type if claims.type is not T.OTHER else None,
        Field.NUMBER: claims.number,
        Field.ISSUER: claims.issuer,
        Field.ISSUED_ON: claims.issued_on,
        Field.TITLE: claims.title,
    }
    yield from (Witness(Who.PROPERTIES, field, value) for field, value in values.items() if value)


def without_site(title: str) -> str:
    """A page's title without what the site adds to it."""
    return _TRAIL.sub("", title)


def _page_title(title: str) -> Iterator[Witness]:
    """“Luật phòng, chống mua bán người 2011 số 66/2011/QH12 áp dụng 2024”; a number behind a second type word is another's."""
    title = without_site(title)
    first = _FIRST_TYPE.match(title)
    if first is None:
        return
    kind = type_of_words(first["type"])
    number = next(iter(find_numbers(title)), None)
    own = number is not None and (number.start <= first.end() + 8 or not _CITED.search(title[first.end() : number.start]))
    if number is not None and own:
        yield Witness(Who.PAGE_TITLE, Field.NUMBER, number.number)
    if kind:  # a title without a number may be that of a page about the text
        yield Witness(Who.PAGE_TITLE, Field.TYPE, kind, dissents=own)
    name = title[: number.start] + title[number.end :] if number is not None and own else title
    if words := bare_title(name):
        yield Witness(Who.PAGE_TITLE, Field.TITLE, words, dissents=own)


def file_witnesses(file_name: str | None, hints: Hints, tree: Tree) -> Iterator[Witness]:
    """What the file's name says; a page saved under its address says so once."""
    address = slug(hints.fields.get("url", ""))
    name = re.sub(r"\.\w{1,8}$", "", (file_name or "").rsplit("/", 1)[-1])
    if name and slug(name) in address:
        return
    claim = name_claim(file_name)
    # behind other words: a number of its own, or of one that it is about
    own = claim is not None and (claim.leads or not is_cited(claim.known, _all_texts(tree)))
    for witness in name_witnesses(file_name, Who.FILE_NAME):
        yield witness if witness.dissents or witness.field is Field.TITLE else replace(witness, dissents=own)


def _all_texts(tree: Tree) -> Iterator[str]:
    yield from tree.head
    yield from (text for root in tree.provisions for each in root.walk() for text in (each.heading, each.text, each.tail) if text)


def read_claims(hints: Hints) -> Metadata:
    """What a publisher claims of an instrument, as metadata."""
    fields = hints.fields
    start = _day(fields.get("effective_from", ""))
    number = fields.get("number", "")
    found = number_at(number)
    repaired = repair_number(number) if re.search(r"\d.*[/-]", number) else None
    title = bare_title(without_site(fields.get("title", "")))
    return Metadata(
        type=type_of_slug(fields.get("type", "")) or T.OTHER,
        number=found.number if found else repaired,
        issuer=split_issuers(fields["issuer"]) if fields.get("issuer") else None,
        title=title,
        issued_on=_day(fields.get("issued_on", "")),
        place=fields.get("place"),
        signed_by=person_name(fields.get("signed_by", "")),
        effective=(EffectivePeriod(start, evidence=f"{hints.publisher or 'nguồn'}: {fields['effective_from']}"),) if start else (),
    )


def _day(text: str) -> date | None:
    if found := find_date(text):
        return found.day
    match = re.search(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})", text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
