"""Offices in a signature block, and the bodies that they sign for."""

import re
from collections.abc import Sequence

from documents.identity.issuers import (
    ASSEMBLY,
    GOVERNMENT,
    JUDGES,
    MINISTERS,
    PRESIDENT,
    PRIME_MINISTER,
    STANDING_COMMITTEE,
    is_local,
    known_name,
)
from documents.text import slug, unify_tone_marks

_COURT, _PROSECUTORS, _BANK = "Tòa án nhân dân tối cao", "Viện kiểm sát nhân dân tối cao", "Ngân hàng Nhà nước Việt Nam"
_LOCAL = ""
# In this order: "TM. CHÍNH PHỦ, THỦ TƯỚNG", "TUQ. THỦ TƯỚNG, BỘ TRƯỞNG".
_OFFICES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"HỘI ĐỒNG BỘ TRƯỞNG"), (MINISTERS, GOVERNMENT)),
    (re.compile(r"CHÍNH PHỦ(?! NƯỚC)"), (GOVERNMENT, PRIME_MINISTER)),
    (re.compile(r"THỦ TƯỚNG"), (PRIME_MINISTER, GOVERNMENT)),
    (re.compile(r"ỦY BAN THƯỜNG VỤ QUỐC HỘI|CHỦ TỊCH QUỐC HỘI"), (STANDING_COMMITTEE, ASSEMBLY)),
    (re.compile(r"HỘI ĐỒNG THẨM PHÁN|CHÁNH ÁN"), (JUDGES, _COURT)),
    (re.compile(r"VIỆN TRƯỞNG VIỆN KIỂM SÁT"), (_PROSECUTORS,)),
    (re.compile(r"THỐNG ĐỐC"), (_BANK,)),
    (re.compile(r"ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|UBND|HĐND"), (_LOCAL,)),
)
_MINISTER = re.compile(r"BỘ TRƯỞNG")
_MINISTER_OF = re.compile(r"BỘ TRƯỞNG (BỘ .{3,60})")
_NO_MINISTRY = frozenset(map(slug, (ASSEMBLY, STANDING_COMMITTEE, GOVERNMENT, PRIME_MINISTER, PRESIDENT, JUDGES, _COURT, _BANK)))
_MOST_LINES, _LONGEST = 8, 60
_NOT_OFFICE = re.compile(r"VĂN PHÒNG|SAO Y|SAO LỤC|XÁC THỰC")


def read_office(signature: Sequence[str]) -> str | None:
    """The office that signs, as printed, of a signature block that one body signs; None where it tells no body."""
    lines = [unify_tone_marks(line).strip(" *_") for line in signature[:_MOST_LINES]]
    end = next((index for index, line in enumerate(lines) if _NOT_OFFICE.search(line.upper())), len(lines))
    offices = [line for line in lines[:end] if line.isupper() and len(line) <= _LONGEST]
    words = " ".join(offices)
    if len(re.findall(r"\b(?:TM|KT|TL|TUQ)\b", words)) > 2 or len(_MINISTER.findall(words)) > 1:
        return None  # a joint instrument, or a block that was read in columns
    told = any(pattern.search(words) for pattern, _ in _OFFICES) or _MINISTER.search(words)
    return words if told else None


def signs_for(office: str, issuer: str) -> bool | None:
    """Whether whoever holds an office signs for a body; None where that is not known."""
    bodies = [slug(name) for name in issuer.split("; ")]
    for pattern, principals in _OFFICES:
        if pattern.search(office):
            if principals == (_LOCAL,):
                return is_local(issuer) or (False if all(map(known_name, issuer.split("; "))) else None)
            if any(slug(name) in bodies for name in principals):
                return True
            return False if is_local(issuer) or all(map(known_name, issuer.split("; "))) else None
    if named := _MINISTER_OF.search(office):
        name = known_name(named[1])
        if name:
            return slug(name) in bodies if all(map(known_name, issuer.split("; "))) else None
    if _MINISTER.search(office):
        return False if is_local(issuer) or set(bodies) <= _NO_MINISTRY else None
    return None
