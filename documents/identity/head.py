"""The block above an instrument's text: issuer, number, place and date, type, title; and what the end says: who adopted it and
when, who signed it, and the authentication of a consolidated text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from documents.identity.drafts import take_draft_mark
from documents.identity.issuers import issuer_in_block, issuer_name, known_name
from documents.identity.numbers import NUMBER, find_numbers, number_at, straighten
from documents.identity.sameness import same_number
from documents.identity.titles import ISSUE_SENTENCE, RULE, bare_title, take_title
from documents.model import Draft, InstrumentType, Kind, Provision
from documents.text import LOWER, UPPER, clean, fold, slug
from documents.wording import read_vocabulary
from documents.wording.dates import DATE_WORDS, date_near, find_date
from documents.wording.types import NAMED_TYPES, TYPE_PATTERN, type_of_words
from documents.wording.verbs import AMEND

_TRAILING_RULE = re.compile(r"[\s]+[-–—_*=]{3,}\s*$")
_MOTTO = re.compile(
    r"(?<!NƯỚC )(?<!nước )(?:CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|VIỆT\s+NAM\s+DÂN\s+CHỦ\s+CỘNG\s+H(?:ÒA|OÀ))"
    r"|Độc\s+lập\s*[-–—]?\s*Tự\s+do\s*[-–—]?\s*Hạnh\s+phúc",
    re.IGNORECASE,
)
# The place before the date: "Hà Nội", "Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", "Bà Rịa - Vũng Tàu".
_PLACE_WORD = rf"[{UPPER}][{LOWER}]+"
_PLACE = rf"(?P<place>(?:TP\.?\s*)?(?<!\w){_PLACE_WORD}(?:\s?-?\s{{0,2}}{_PLACE_WORD}|\sphố){{0,5}})"
_PLACE_AND_DATE = re.compile(
    rf"{_PLACE}\s*,\s*[Nn]gày\s+(?:(?P<date>{DATE_WORDS})|[\d\s.…_/-]*tháng[\s\d.…_-]*năm\s*(?P<year>\d{{4}})?[.…]*)"
)
# Old texts write "Hà nội": whatever short line stands before the date.
_LOOSE_PLACE = re.compile(
    rf"^\s*(?P<place>[{UPPER}][{LOWER}]+(?:\s+[{UPPER}{LOWER}]+){{0,3}})\s*,\s*ngày\s+(?P<date>{DATE_WORDS})",
    re.MULTILINE | re.IGNORECASE,
)
_NUMBER_LINE = re.compile(
    rf"(?:^|(?<=\s))(?P<type>{TYPE_PATTERN}\s+)?(?:số|Số|SỐ)\s*:?\s*(?P<number>{NUMBER.pattern})", re.MULTILINE | re.IGNORECASE
)
_EMPTY_NUMBER = re.compile(r"^\s*(?:[^\W\d_]+\s+)?Số\s*:?\s*[.…_\s]*(?:/[\w./&-]+)?\s*$", re.MULTILINE | re.IGNORECASE)
_TYPE_LINE = re.compile(rf"^\s*(?P<type>{TYPE_PATTERN})\s*(?P<rest>.*)$", re.IGNORECASE)
_BASE_SENTENCE = re.compile(rf"^\s*{TYPE_PATTERN}\s[^.;]{{0,300}}?số\s+{NUMBER.pattern}\s+ngày\s", re.IGNORECASE)
_LAW_BASE = re.compile(rf"(?<!\w)(?P<type>{TYPE_PATTERN})\s(?:[^.;:]{{0,200}}?\s)?số\s+{NUMBER.pattern}\s+ngày\s", re.IGNORECASE)
_OTHER_BASE = re.compile(rf"(?<!\w)(?P<type>{TYPE_PATTERN})\s+số\s+{NUMBER.pattern}\s+ngày\s", re.IGNORECASE)
_OF_ISSUER = re.compile(
    r"của\s+(?:bộ trưởng\s+)?(?:bộ|thủ tướng|chính phủ|quốc hội|ủy ban|uỷ ban|ubnd|hội đồng|hđnd|chủ tịch|thống đốc|tổng)(?!\w)"
    r"[^,;:\d]{0,80}?",
    re.IGNORECASE,
)
_OF_ISSUER_WITH_NUMBER = re.compile(rf"(?P<issuer>{_OF_ISSUER.pattern})?\s*số\s*:?\s*", re.IGNORECASE)
_OF_ISSUER_BEFORE_TITLE = re.compile(
    rf"\s*của\s+(?P<issuer>[^,;:\d]{{3,80}}?)(?:\s+(?=(?:về|quy định|hướng dẫn|ban hành|{AMEND}|bãi bỏ|phê duyệt)\b)|\s*$)",
    re.IGNORECASE,
)
_DATE_AFTER_NUMBER = re.compile(rf"\s*,?\s*ngày\s+{DATE_WORDS}\s*", re.IGNORECASE)
_RECONSTRUCTED = re.compile(r"\[[^\]]{0,300}?(?:reconstruct|extract|excerpt|codified|trích)[^\]]*\]", re.IGNORECASE)
_GAZETTE_SECTION = re.compile(
    r"^\s*VĂN\s+BẢN\s+(?:QUY\s+PHẠM\s+PHÁP\s+LUẬT|PHÁP\s+LUẬT\s+KHÁC)\s*$|^\s*CÔNG\s+BÁO\b.*$|^\s*Phần\s+văn\s+bản\b.*$",
    re.IGNORECASE,
)
_VBHN_SECTION = re.compile(r"^\s*VĂN\s+BẢN\s+HỢP\s+NHẤT\b", re.IGNORECASE)
# A text without articles may be all head.
_LONGEST_HEAD = 200
_LETTERHEAD = 12  # paragraphs
_SHORT = 120  # characters
_LARGEST_HEAD = 20_000  # characters
_LONGEST_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Head:
    """What the head block says.

    :param base: the paragraph of a consolidated text that names the base instrument and its day of effect
    """

    type: InstrumentType | None = None
    number: str | None = None
    issuer: str | None = None
    title: str | None = None
    place: str | None = None
    issued_on: date | None = None
    draft: Draft | None = None
    consolidated: bool = False
    base: str | None = None


@dataclass(frozen=True, slots=True)
class _Inline:
    number: str
    issuer: str | None
    day: date | None
    rest: list[str]
    of_issuer: bool = False


def _lines_of(paragraphs: Sequence[str]) -> list[str]:
    lines = [line for paragraph in paragraphs for line in clean(paragraph).split("\n")]
    lines = [_TRAILING_RULE.sub("", line).strip() for line in lines]
    lines = [line for line in lines if line and not RULE.match(line) and not _GAZETTE_SECTION.match(line)][:_LONGEST_HEAD]
    ends = accumulate(map(len, lines))
    return [line[:_LONGEST_LINE] for line, end in zip(lines, ends, strict=True) if end - len(line) < _LARGEST_HEAD]


def read_head(paragraphs: Sequence[str], *, consolidated: bool = False) -> Head:
    """Read the head block, whatever order its two columns came in.

    :param consolidated: the text is known to be a consolidated one: a sentence that names its base follows the title
    """
    draft, lines = take_draft_mark(_lines_of(paragraphs))
    consolidated = consolidated or any(map(_VBHN_SECTION.match, lines))
    text = "\n".join(lines)
    text = _RECONSTRUCTED.sub("", text)
    text = _MOTTO.sub("\n", text)
    number, hint, text = _take_number(text)
    place, issued_on, text = _take_date(text)
    above, kind, title_lines, base = _split_at_type(text.split("\n"), consolidated=consolidated)
    inside = None
    if number is None and (inline := _read_inline(title_lines)) is not None:
        number, title_lines = inline.number, inline.rest
        issued_on = issued_on or inline.day
        inside = inline.issuer
    elif (again := _read_inline(title_lines)) is not None and again.of_issuer and same_number(again.number, number or ""):
        title_lines, issued_on = _without_about(again.rest, kind), issued_on or again.day
    if title_lines and _OF_ISSUER.fullmatch(title_lines[0]):
        named = issuer_in_block("\n".join(above), number) is not None
        above, title_lines = above if named else [*above, title_lines[0].upper()], title_lines[1:]
    if kind is None:  # without a heading all of it stands above: what running text names is no issuer
        told = number is not None or has_letterhead(paragraphs)
        above = [line for line in above[:_LETTERHEAD] if told and len(line) < _SHORT and not line.endswith((".", ";", ":", ","))]
    if consolidated and kind is not None and base is None:
        title_lines, base = _split_base(title_lines, kind)
    return Head(
        type=kind or hint,
        number=number,
        issuer=issuer_in_block("\n".join(above), number) or inside,
        title=bare_title(" ".join(title_lines)) if kind is not None else None,
        place=place,
        issued_on=issued_on,
        draft=draft,
        consolidated=consolidated,
        base=base,
    )


def has_letterhead(paragraphs: Sequence[str]) -> bool:
    """Whether a text has the country's name, or a number of its own, at its beginning."""
    beginning = "\n".join(paragraphs[:_LETTERHEAD])
    return _MOTTO.search(beginning) is not None or _take_number(beginning)[0] is not None


def _take_date(text: str) -> tuple[str | None, date | None, str]:
    match = _PLACE_AND_DATE.search(text)
    if match:
        found = find_date(match["date"]) if match["date"] else None
        place = " ".join(match["place"].split())
        return place, found.day if found else None, text[: match.start()] + "\n" + text[match.end() :]
    loose = _LOOSE_PLACE.search(text)
    if loose and (found := find_date(loose["date"])):
        return loose["place"].title(), found.day, text[: loose.start()] + "\n" + text[loose.end() :]
    return None, None, text


def _take_number(text: str) -> tuple[str | None, InstrumentType | None, str]:
    """The number after "Số:", on a line of its own or beside another column; not one that a title or căn cứ cites."""
    for match in _NUMBER_LINE.finditer(straighten(text)):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        cited = before.strip() and not before.strip().isupper()
        stop = text.find("\n", match.end())
        after = text[match.end() : stop if stop >= 0 else None]
        colon = ":" in text[match.start() : match.start("number")]
        if cited or (not colon and after.strip(" .")):
            continue
        found = number_at(text, match.start("number"))
        if found:
            hint = type_of_words(match["type"]) if match["type"] else None
            return found.number, hint, text[: match.start()] + "\n" + text[found.end :]
    empty = _EMPTY_NUMBER.search(text)
    return None, None, text[: empty.start()] + "\n" + text[empty.end() :] if empty else text


def _split_at_type(lines: Sequence[str], *, consolidated: bool) -> tuple[list[str], InstrumentType | None, list[str], str | None]:
    above: list[str] = []
    for index, line in enumerate(lines):
        match = _TYPE_LINE.match(line)
        rest = match["rest"].strip() if match else ""
        if match and (_is_heading(match["type"], rest) or _is_first_heading(match["type"], rest, above)):
            kind = type_of_words(match["type"])
            if kind is InstrumentType.CONSOLIDATED_TEXT:
                above.append(line[match.end("type") :].strip(" -–"))
                continue
            title, base = take_title([rest, *lines[index + 1 :]], consolidated=consolidated)
            return above, kind, title, base
        if line.strip():
            above.append(line.strip())
    return above, None, [], next((line for line in above if ISSUE_SENTENCE.match(line)), None)


def _is_first_heading(word: str, rest: str, above: Sequence[str]) -> bool:
    """What heads a text only where nothing but a letterhead stands above: "Nghị định của Chính phủ số 117/2003/NĐ-CP ngày …", or
    "luật" alone, in a capitals font that is stored small.
    """
    if word.islower():
        return not rest
    named = _OF_ISSUER_WITH_NUMBER.match(straighten(rest))
    return not above and named is not None and number_at(rest, named.end()) is not None


def _is_heading(word: str, rest: str) -> bool:
    """A type word heads the title if it stands alone or in capitals; not "Luật Bảo hiểm y tế số 25/2008/QH12 ngày …".

    Nor do small letters, unless the issuer follows: a capitals font is stored small ("quyết định của bộ trưởng …").
    """
    if not rest:
        return word[0].isupper()
    return word.isupper() or (_OF_ISSUER.fullmatch(rest) is not None)


def _split_base(lines: Sequence[str], kind: InstrumentType) -> tuple[list[str], str | None]:
    """Title and the sentence that names the base of a consolidated text: of the same type, and it repeats the title."""
    text = " ".join(lines)
    beginning = fold(text[:25])
    # Between the type word of a law and its number stands its name; of others the number follows at once.
    named = kind in (InstrumentType.LAW, InstrumentType.CODE, InstrumentType.ORDINANCE)
    for match in (_LAW_BASE if named else _OTHER_BASE).finditer(straighten(text)):
        repeated = text[match.start() if named else match.end() :]
        if match.start() and type_of_words(match["type"]) is kind and beginning in fold(repeated):
            return [text[: match.start()].strip()], text[match.start() :]
    return _split_base_line(lines)


def _split_base_line(lines: Sequence[str]) -> tuple[list[str], str | None]:
    for index, line in enumerate(lines):
        if index and _BASE_SENTENCE.match(line):
            return list(lines[:index]), " ".join(lines[index:])
    return list(lines), None


def _read_inline(lines: Sequence[str]) -> _Inline | None:
    """Number, issuer, date and rest of the heading where they stand in it: "NGHỊ ĐỊNH 144/2030/NĐ-CP", "BỘ LUẬT HÌNH SỰ số
    100/2030/QH19", "Thông tư của Bộ Tài chính số 13/2001/TT-BTC ngày 8 tháng 3 năm 2001 hướng dẫn …".
    """
    first = next(iter(find_numbers(lines[0])), None) if lines else None
    if first is None:
        return None
    before, after, rest = lines[0][: first.start], lines[0][first.end :], lines[1:]
    day = issuer = None
    if named := _OF_ISSUER_WITH_NUMBER.fullmatch(before):
        issuer = known_name(issuer_name(named["issuer"][len("của") :])) if named["issuer"] else None
        before = ""
        if not after.strip() and rest and _DATE_AFTER_NUMBER.match(rest[0]):
            after, rest = rest[0], rest[1:]
        if dated := _DATE_AFTER_NUMBER.match(after):
            found = find_date(dated[0])
            day, after = (found.day if found else None), after[dated.end() :]
        if issuer is None and (by := _OF_ISSUER_BEFORE_TITLE.match(after)):
            issuer, after = known_name(issuer_name(by["issuer"])), after[by.end() :]
    before = re.sub(r"\s*\bsố\s*:?\s*$", "", before, flags=re.IGNORECASE).strip()
    if before and not before.isupper():
        return None
    return _Inline(first.number, issuer, day, [line for line in (before, after.strip(), *rest) if line], named is not None)


def _without_about(lines: list[str], kind: InstrumentType | None) -> list[str]:
    """A law is called by its subject, "Luật Giao thông": not "về giao thông"."""
    return [re.sub(r"^về\s+", "", lines[0], flags=re.IGNORECASE), *lines[1:]] if lines and kind in NAMED_TYPES else lines


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
