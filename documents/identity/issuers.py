"""Bodies that issue law: their names, and the abbreviations by which a số hiệu names them."""

import re
from functools import lru_cache

from documents.text import UPPER, clean, fold, slug, unify_tone_marks
from documents.wording import read_vocabulary
from documents.wording.types import ABBREVIATIONS, SHORT_TYPES

_NAMES = read_vocabulary("names")
_BY_ABBREVIATION: dict[str, str] = _NAMES["bodies"]
GOVERNMENT = _BY_ABBREVIATION["CP"]
PRIME_MINISTER = _BY_ABBREVIATION["TTg"]
ASSEMBLY = _BY_ABBREVIATION["QH"]
STANDING_COMMITTEE = _BY_ABBREVIATION["UBTVQH"]
PRESIDENT = _BY_ABBREVIATION["CTN"]
MINISTERS = _BY_ABBREVIATION["HĐBT"]
JUDGES = _BY_ABBREVIATION["HĐTP"]
_ABBREVIATIONS = {fold(abbreviation): name for abbreviation, name in _BY_ABBREVIATION.items()}
_TYPE_WORDS = frozenset([*ABBREVIATIONS, "l", "lct"])

_BODY = (
    r"(?:Bộ|Tòa án|Viện|Ngân hàng|Ban|Thanh tra|Tổng|Ủy ban|Chính phủ|Quốc hội|Văn phòng|Hội|Kiểm toán|Trung ương|Đoàn|Mặt trận"
    r"|Thủ tướng|Bảo hiểm|Kho bạc|Liên đoàn)"
)
_JOINT = re.compile(rf"\s*(?:,|;|\s-)\s*(?={_BODY}\b)|\s+và\s+(?={_BODY}\b)")
_HEAD_OF_BODY = re.compile(
    r"^(?:Bộ trưởng|Thống đốc|Chánh án|Viện trưởng|Chủ nhiệm|Tổng Kiểm toán|Tổng Thanh tra|Trưởng ban|Tổng Giám đốc|Tổng cục trưởng"
    r"|Cục trưởng|Chủ tịch(?= (?:Ủy ban|UBND|Hội đồng nhân dân)))\s+",
    re.IGNORECASE,
)
_STATE = re.compile(r"\s+nước (?:Cộng hòa xã hội chủ nghĩa Việt Nam|CHXHCN Việt Nam|Việt Nam dân chủ cộng hòa)", re.IGNORECASE)
_LOCAL = re.compile(r"^(?:Hội đồng nhân dân|Ủy ban nhân dân|UBND|HĐND)\b", re.IGNORECASE)
_PROVINCE = re.compile(r"\b(?P<unit>tỉnh|thành phố|TP\.?)\s+(?P<name>[^,;.()]+)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def issuers_of_number(number: str) -> str | None:
    """The issuers that the suffix of a số hiệu names; None where it names one that is not known, or a local one."""
    names = []
    for piece in re.split(r"[/.-]", number):
        bare = fold(re.sub(r"(?<=[^\W\d])\d+$", "", piece))
        if not bare or bare.isdigit() or bare in _TYPE_WORDS or re.fullmatch(r"\d+[a-z]?", bare):
            continue
        name = _ABBREVIATIONS.get(re.sub(r"\(.*\)", "", bare))
        if name is None:
            return None
        if name not in names:
            names.append(name)
    return "; ".join(names) or None


def known_name(text: str) -> str | None:
    """The usual spelling of an issuer's name that may be in capitals or without the usual marks."""
    return _BY_SLUG.get(slug(text))


_BY_SLUG = {**{slug(name): name for name in _BY_ABBREVIATION.values()}, **_NAMES["other_bodies"]}


def known_names() -> tuple[str, ...]:
    """Names of bodies in their usual spelling, longest first."""
    return _KNOWN_NAMES


_KNOWN_NAMES = tuple(sorted({*_BY_ABBREVIATION.values()}, key=len, reverse=True))


def from_capitals(text: str) -> str:
    """A name printed in capitals, as it is written in running text: ``BỘ CÔNG AN`` to ``Bộ Công an``.

    Known names come out in their usual spelling; of others the words that name a place keep their capitals.
    """
    if name := known_name(text):
        return name
    if not text.isupper():
        return text
    local = re.match(
        r"(HỘI ĐỒNG|ỦY BAN) NHÂN DÂN\s*(?:(TỈNH|THÀNH PHỐ|TP\.?|QUẬN|HUYỆN|THỊ XÃ|XÃ|PHƯỜNG|ĐẶC KHU)\s*(.*))?$",
        unify_tone_marks(text),
    )
    if local:
        body = local[1].capitalize() + " nhân dân"
        unit = {"TP": "thành phố", "TP.": "thành phố"}.get(local[2] or "", (local[2] or "").lower())
        return " ".join(part for part in (body, unit, _capitalised(local[3] or "")) if part)
    words = text.split()
    return " ".join([words[0].capitalize(), *(word.lower() for word in words[1:])]) if len(words) > 1 else text.capitalize()


def _capitalised(text: str) -> str:
    return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in text.split())


def issuer_name(text: str) -> str:
    """An issuer as named: the body, not its head (``Bộ trưởng Bộ Y tế``), without the name of the state."""
    name = unify_tone_marks(clean(text)).strip(" .,;:-–*_")
    name = (
        from_capitals(_STATE.sub("", name))
        if not name.isupper()
        else from_capitals(re.sub(r"\s+NƯỚC (?:CỘNG|CHXHCN).*$", "", name))
    )
    bare = _HEAD_OF_BODY.sub("", name)
    if bare != name and bare:
        name = bare[0].upper() + bare[1:]
    name = re.sub(r"^UBND\b", "Ủy ban nhân dân", re.sub(r"^HĐND\b", "Hội đồng nhân dân", name))
    return known_name(name) or name


def split_issuers(text: str) -> str:
    """Joint issuers in a phrase (``Bộ Tư pháp, Bộ Công an và Tòa án nhân dân tối cao``), each as named, joined by ``; ``."""
    names = [issuer_name(part) for part in _JOINT.split(unify_tone_marks(clean(text))) if part and part.strip()]
    return "; ".join(dict.fromkeys(name for name in names if name))


def is_local(issuer: str) -> bool:
    """Whether an issuer is a People's Council or Committee."""
    return _LOCAL.match(unify_tone_marks(issuer)) is not None


def is_province(name: str) -> bool:
    """Whether a name is that of a province or city: some publishers name it in place of its council or committee."""
    return re.match(r"(?:tỉnh|thành phố|TP\.?)\s", unify_tone_marks(name), re.IGNORECASE) is not None


def province_of(issuer: str) -> str | None:
    """The province (or city) that a local issuer belongs to, by name: ``Phú Thọ``."""
    if not is_local(issuer):
        return None
    match = _PROVINCE.search(issuer.strip())
    return match["name"].strip() if match else None


def settle_issuer(issuer: str | None, number: str | None) -> str | None:
    """The issuer, given what the text says and what the số hiệu says.

    For the bodies that a suffix names beyond doubt (Chính phủ, Quốc hội …) the suffix corrects a publisher's slip; joint issuers
    come in the order of the suffix, so that two sources of a joint circular agree.
    """
    by_number = issuers_of_number(number) if number else None
    if by_number in _CERTAIN:
        return by_number
    if issuer and by_number and {slug(name) for name in issuer.split("; ")} == {slug(name) for name in by_number.split("; ")}:
        return by_number
    return issuer or by_number


_CERTAIN = frozenset({GOVERNMENT, PRIME_MINISTER, ASSEMBLY, STANDING_COMMITTEE, JUDGES})


def abbreviation_of(text: str) -> str | None:
    """An abbreviation as it is written, for one without marks or in small letters: ``bldtbxh`` to ``BLĐTBXH``."""
    return SPELLED.get(fold(text))


SPELLED = {fold(abbreviation): abbreviation for abbreviation in (*_BY_ABBREVIATION, "UBND", "HĐND")}
"""Abbreviations of bodies without marks in small letters, and as they are written."""

_SPELLED_TYPES = {fold(short): short for short in SHORT_TYPES}


def printed_number(slugged: str) -> str:
    """A số hiệu as it is printed, from its slug, as far as abbreviations tell: ``131-2021-nd-cp`` to ``131/2021/NĐ-CP``."""
    match = re.fullmatch(r"(?P<number>\d+[a-z]?)(?:-(?P<year>(?:19|20)\d\d))?(?:-(?P<suffix>.+))?", slugged)
    if match is None:
        return slugged.upper()
    suffix = re.sub(
        r"[^\W\d]+", lambda word: _SPELLED_TYPES.get(word[0]) or SPELLED.get(word[0]) or word[0].upper(), match["suffix"] or ""
    )
    return "/".join(part for part in (match["number"], match["year"], suffix) if part)


_ORGAN_LINE = re.compile(
    r"^(?:BỘ|TÒA ÁN|VIỆN|NGÂN HÀNG|BAN|THANH TRA|TỔNG|ỦY BAN|CHÍNH PHỦ|QUỐC HỘI|VĂN PHÒNG|HỘI ĐỒNG|HỘI|KIỂM TOÁN|TRUNG ƯƠNG|ĐOÀN"
    r"|MẶT TRẬN|THỦ TƯỚNG|CHỦ TỊCH NƯỚC|SỞ|CỤC|UBND|HĐND|BẢO HIỂM|LIÊN ĐOÀN|ĐẢNG|HỌC VIỆN|TRƯỜNG|KHO BẠC|ĐẠI HỌC)(?!\w)"
)


def issuer_in_block(block: str, number: str | None = None) -> str | None:
    """The issuers named in a head block (lines above the type), joined by ``; ``.

    The number's suffix helps where lines are broken anywhere or a gazette repeats the name above.
    """
    text = unify_tone_marks(" ".join(clean(block).split()))
    flat = f"-{slug(text)}-"
    by_number = issuers_of_number(number) if number else None
    if by_number and all(f"-{slug(name)}-" in flat for name in by_number.split("; ")):
        return by_number
    if local := _local_issuer(text):
        return local
    known = [name for name in _KNOWN_NAMES if f"-{slug(name)}-" in flat]
    known = [name for name in known if not any(name != other and slug(name) in slug(other) for other in known)]
    if known:
        return "; ".join(sorted(known, key=lambda name: flat.index(f"-{slug(name)}-")))
    return _organ_lines(block)


_LOCAL_IN_BLOCK = re.compile(
    r"(?P<body>HỘI ĐỒNG NHÂN DÂN|ỦY BAN NHÂN DÂN|UBND|HĐND)\s+(?P<unit>TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|ĐẶC KHU)\s+"
    rf"(?P<name>(?:[{UPPER}-]+\s?){{1,6}})"
)


def _local_issuer(text: str) -> str | None:
    match = _LOCAL_IN_BLOCK.search(text)
    if match is None:
        return None
    name = match["name"].strip(" -")
    # The name of the place ends where the body is named again, or another column begins.
    name = re.split(r"\s+(?:ỦY BAN|HỘI ĐỒNG|UBND|HĐND|SỐ|CỘNG HÒA)\b", name)[0]
    return issuer_name(f"{match['body']} {match['unit']} {name}")


def _organ_lines(block: str) -> str | None:
    """The last body named in capitals, over as many lines as it takes."""
    organ: list[str] = []
    for line in unify_tone_marks(block).split("\n"):
        line = line.strip(" -–*_")
        if not line or not line.isupper():
            continue
        if _ORGAN_LINE.match(line) or not organ:
            organ = [line] if _ORGAN_LINE.match(line) else []
        else:
            organ.append(line)
    return issuer_name(" ".join(organ)) if organ else None
