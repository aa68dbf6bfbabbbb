"""What the end of a text says: who adopted it and when, who signed it, and the authentication of a consolidated text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.identity.head import Head, read_head
from documents.identity.issuers import issuer_name
from documents.model import InstrumentType, Kind, Provision
from documents.text import UPPER, clean, slug
from documents.wording import read_vocabulary
from documents.wording.dates import date_near
from documents.wording.types import TYPE_PATTERN, type_of_words

_ADOPTED = re.compile(
    rf"(?P<type>{TYPE_PATTERN})\s+(?:này\s+)?(?:đã\s+)?được\s+"
    r"(?P<issuer>(?:Quốc\s+hội|Ủ[yỷ]\s+ban|Uỷ\s+ban|Hội\s+đồng)[^.;]{0,160}?)"
    r"(?:,?\s+(?:khóa|khoá|kỳ\s+họp)\b[^.;]{0,120}?)?\s*,?\s*thông\s+qua\s+(?:(?:tại|trong)\s+[^.;]{0,120}?)?(?:vào\s+)?ngày\s+",
    re.IGNORECASE,
)
_STATE = re.compile(r"\s+nước\s+(?:Cộng|CHXHCN).*$", re.IGNORECASE | re.DOTALL)
_COPY = re.compile(r"^\W*(?:SAO\s+Y|SAO\s+LỤC|Sao\s+y|VĂN\s+PHÒNG\s+CHỦ\s+TỊCH\s+NƯỚC)")
_AUTHENTICATION = re.compile(r"XÁC\s+THỰC\s+VĂN\s+BẢN\s+HỢP\s+NHẤT", re.IGNORECASE)
_CONSOLIDATED_NUMBER = re.compile(r"Số\s*:\s*\d+\s*/\s*VBHN")
_STAMP = re.compile(
    r"Người\s+ký|Cổng\s+Thông\s+tin|Thời\s+gian\s+ký|Cơ\s+quan:|Email|@|Ký\s+bởi|digitally|Signature", re.IGNORECASE
)
_RANK = (
    r"(?:(?:GS|PGS|TS|ThS|BS|LS|KS|CN)\.?\s*|(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá)\s+|Đô\s+đốc\s+|Giáo\s+sư\s+|Tiến\s+sĩ\s+"
    r"|\(?(?:Đã|đã)\s+ký\)?\s*:?\s*)*"
)
_NAME = re.compile(rf"^{_RANK}(?P<name>[{UPPER}][^\W\d_]*(?:\s+[{UPPER}][^\W\d_]*){{1,5}})\s*\.?$")
_OFFICE = re.compile(
    r"^(?:T[MLUK]\W|KT\W|TUQ|Q\.|CHỦ|PHÓ|BỘ|THỨ|THỦ|TỔNG|CHÁNH|VIỆN|THỐNG|GIÁM|TRƯỞNG|CỤC|VỤ"
    r"|QUỐC|ỦY|UỶ|HỘI|CHÍNH|VĂN|NGÂN|KIỂM|TÒA|TOÀ|BAN|ĐẠI DIỆN|NƠI|XÁC|ĐOÀN)",
)
_OFFICE_WORDS = re.compile(
    r"\b(?:Bộ trưởng|Thứ trưởng|Chủ tịch|Phó|Thủ tướng|Tổng|Chánh|Viện trưởng|Giám đốc|Trưởng"
    r"|Nơi nhận|Văn phòng|Ủy ban|Hội đồng|Chính phủ|Quốc hội|Bộ|Cục|Sở|Lưu)\b"
)
# In capitals an office or a heading of a form looks like a name; there a family name must come first.
_FAMILY_NAMES = frozenset(read_vocabulary("names")["family"])


@dataclass(frozen=True, slots=True)
class Closing:
    """What the end says.

    :param authentication: the head-like block by which a consolidated text is authenticated: its number, place, date, issuer
    """

    type: InstrumentType | None = None
    issuer: str | None = None
    adopted_on: date | None = None
    signature: tuple[str, ...] = ()
    authentication: Head | None = None


def read_closing(provisions: Sequence[Provision], signature: Sequence[str]) -> Closing:
    """Read the end of a text."""
    signature_lines = [line.strip() for paragraph in signature for line in clean(paragraph).split("\n") if line.strip()]
    kind, issuer, adopted_on = _read_adoption([*_last_texts(provisions), "\n".join(signature_lines)])
    authentication = _read_authentication(provisions, signature_lines)
    return Closing(kind, issuer, adopted_on, tuple(signature_lines), authentication)


def _read_authentication(provisions: Sequence[Provision], signature: Sequence[str]) -> Head | None:
    main = [root for root in provisions if root.kind not in (Kind.APPENDIX, Kind.ATTACHMENT, Kind.FORM, Kind.SIGNATURE)]
    flat = [provision for root in main for provision in root.walk()]
    texts = [text for provision in flat for text in (provision.text, provision.tail) if text]
    left = next((text for text in reversed(texts) if _AUTHENTICATION.search(text) or _CONSOLIDATED_NUMBER.search(text)), "")
    lines = [line.strip() for line in left.split("\n")]
    # a name above the place would read as part of it
    lines = [line for line in [*lines[-12:], *signature] if line and not _STAMP.search(line) and not person_name(line)]
    start = next((i for i, line in enumerate(lines) if _AUTHENTICATION.search(line) or _CONSOLIDATED_NUMBER.search(line)), None)
    if start is None:
        return None
    while start and lines[start - 1].isupper():
        start -= 1
    return read_head([_AUTHENTICATION.sub("", line).strip() for line in lines[start:]])


def _last_texts(provisions: Sequence[Provision]) -> list[str]:
    flat = [provision for root in provisions for provision in root.walk()]
    closing = [provision for provision in flat if provision.kind in (Kind.CLOSING, Kind.SIGNATURE)]
    main = [p for p in flat if p.kind in (Kind.ARTICLE, Kind.CLAUSE, Kind.POINT) and not p.path.startswith(("kem-theo", "phu-luc"))]
    texts = [f"{provision.text}\n{provision.tail}" for provision in [*closing, *reversed(main[-12:])]]
    return [text for text in texts if text.strip()]


def _read_adoption(texts: Sequence[str]) -> tuple[InstrumentType | None, str | None, date | None]:
    for text in texts:
        match = _ADOPTED.search(text)
        found = date_near(text, match.end(), 3) if match else None
        if match and found:
            return type_of_words(match["type"]), issuer_name(_STATE.sub("", " ".join(match["issuer"].split()))), found.day
    return None, None, None


def signers(lines: Sequence[str], *, joint: bool) -> str | None:
    """The person who signed, or the persons of a joint instrument; not who certified a copy, and not the gazette's stamp."""
    authentication = next((i for i, line in enumerate(lines) if _AUTHENTICATION.search(line)), 0)
    end = next((i for i, line in enumerate(lines) if _COPY.match(line)), len(lines))
    names = list(dict.fromkeys(name for line in lines[authentication:end] if (name := person_name(line))))
    return "; ".join(names if joint else names[:1]) or None


def person_name(line: str) -> str | None:
    """The person's name that a line of a signature block is, if it is one: not an office, not a stamp."""
    line = line.strip(" *_-.")
    if _STAMP.search(line) or _OFFICE.match(line) or _OFFICE_WORDS.search(line):
        return None
    match = _NAME.match(line)
    if match is None:
        return None
    name = " ".join(match["name"].split())
    if not name.isupper():
        return name
    words = name.split()
    return " ".join(word.capitalize() for word in words) if slug(words[0]) in _FAMILY_NAMES and len(words) > 1 else None
