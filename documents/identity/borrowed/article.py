"""The name of an instrument as its first article says it: what it promulgates, or what it lays down."""

import re
from collections.abc import Callable

from documents.identity.borrowed.endings import ENDINGS, is_broken
from documents.identity.borrowed.title import LONGEST, SHORTEST, BorrowedTitle, TitleSource
from documents.model import InstrumentType, Kind, Provision
from documents.paths import provision_key
from documents.wording.types import TYPE_NAMES

_ALSO = {
    InstrumentType.JOINT_CIRCULAR: ("Thông tư", "Thông tư liên bộ", "Thông tư liên ngành"),
    InstrumentType.RESOLUTION: ("Nghị quyết liên tịch",),
}
_ASIDE = re.compile(r"\s*\((?:sau đây|dưới đây|trong .{0,40}gọi|gọi|viết tắt|phụ lục|có |kèm|theo mẫu)[^()]*\)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<!TP)(?<!\d)[.](?=\s|$|[”\"])|\n|\./")
_LIST_LEAD = re.compile(
    r"[\s,;]*(?:(?:bao\s+)?gồm|cụ thể|như sau|sau đây|sau|các nội dung(?: sau)?)?(?:\s*(?:như sau|sau đây|sau))?\s*:\s*$"
)
_SCOPE = r"(?:(?:Về\s+)?Phạm vi(?: điều chỉnh)?(?: và đối tượng(?: áp dụng)?)?\s*[:.]\s*)?"
_ITEM = re.compile(r"\d+[.)]")
_MOST_LISTED, _LONGEST_LIST = 4, 320  # characters
_DECIDED = re.compile(r"(?:Phê chuẩn|Phê duyệt|Thành lập)\s")
_QUOTED = re.compile(r"^[“\"](.*)[”\"]$", re.DOTALL)
_CODE = re.compile(
    r"\s*[.,(]?\s*(?:Ký|Mã số|Số) hiệu:?.*$|,?\s*(?:bao\s+)?gồm:?\s.*$|,\s*(?:có|được đính|ban hành) .{0,20}kèm theo.*$"
    r"|,?\s*Phụ lục (?:[IVX]+|\d+)$"
    r"|\s+theo\s+\D{1,90}\squy định tại\s.*$",
    re.IGNORECASE,
)


def name_promulgated(key: str, kind: InstrumentType, article: Provision) -> BorrowedTitle | None:
    """What the first article promulgates: “Ban hành kèm theo Thông tư này Quy chế …”.

    :param key: of the instrument
    :param article: its Article 1, not that of a regulation attached to it
    """
    return _said(key, kind, article, _promulgated)


def name_laid_down(key: str, kind: InstrumentType, article: Provision) -> BorrowedTitle | None:
    """What the first article says that the instrument lays down: “Thông tư này quy định …”.

    :param key: of the instrument
    :param article: its Article 1, not that of a regulation attached to it
    """
    return _said(key, kind, article, _laid_down)


def _said(
    key: str, kind: InstrumentType, article: Provision, read: Callable[[str, str, Provision], str | None]
) -> BorrowedTitle | None:
    names = "|".join(re.escape(name) for name in (TYPE_NAMES.get(kind, ""), *_ALSO.get(kind, ())) if name)
    if article.kind is not Kind.ARTICLE or article.number != "1" or not names:
        return None
    for part in (article, *article.children[:1]):
        for lead in (part.text, part.heading if part is article else None):
            name = read(lead, rf"(?:{names}) này", part) if lead else None
            if name and SHORTEST <= len(name) <= LONGEST and not is_broken(name):
                return BorrowedTitle(name[:1].upper() + name[1:], TitleSource.ARTICLE_1, provision_key(key, article.path))
    return None


def _promulgated(text: str, own: str, part: Provision) -> str | None:
    """“Ban hành kèm theo Thông tư này Quy chế …”, “Quy chế … được ban hành kèm theo Thông tư này”, “Phê duyệt …”."""
    before = re.match(rf"(?:Nay\s+)?ban hành kèm theo {own}\s*[:;]?\s*(.*)", text, re.IGNORECASE | re.DOTALL)
    if before:
        thing = _first_sentence(before[1])
        counted = _LIST_LEAD.search(thing)
        if not thing:
            things = _listed(part, _thing)
        elif counted and thing[0].isdigit():  # "02 Quy chuẩn kỹ thuật quốc gia sau:"
            items = _listed(part, _thing) or _thing(before[1].partition("\n")[2].partition("\n")[0])
            things = ": ".join(filter(None, (thing[: counted.start()], items)))
        else:
            things = _thing(thing)
    else:
        behind = re.match(
            rf"(?:Nay\s+)?(?:ban hành\s+)?(.{{12,300}}?)(?:\s+được)?(?:\s+ban hành)?\s+kèm theo {own}\s*[.;]?\s*$",
            text,
            re.IGNORECASE,
        )
        things = _thing(behind[1]) if behind else ""
        if not behind and _DECIDED.match(text):
            return _first_sentence(text).strip(ENDINGS)
    return f"Ban hành {things}" if things and not _ITEM.match(things) else None


def _laid_down(text: str, own: str, part: Provision) -> str | None:
    """“Thông tư này quy định …”."""
    said = re.match(rf"{_SCOPE}{own}\s+((?:quy định|hướng dẫn|ban hành|điều chỉnh|công bố)\s.*)", text, re.IGNORECASE | re.DOTALL)
    if not said:
        return None
    sentence = _first_sentence(said[1])
    if not _LIST_LEAD.search(sentence):
        return sentence.strip(ENDINGS)
    lead = _LIST_LEAD.sub("", sentence).strip(ENDINGS)
    if len(lead) >= SHORTEST + 10 and not is_broken(lead):
        return lead
    things = _listed(part, str)
    return f"{lead} {things}" if things else None


def _first_sentence(text: str) -> str:
    text = _ASIDE.sub("", text)
    end = _SENTENCE_END.search(text)
    return (text[: end.start()] if end else text).strip()


def _thing(text: str) -> str:
    """What is promulgated, without its code, its parts and the quotation marks around it."""
    return _QUOTED.sub(r"\1", _CODE.sub("", _LIST_LEAD.sub("", text)).strip(ENDINGS))


def _listed(part: Provision, of: Callable[[str], str]) -> str:
    """What a few clauses or points below say, one after another; many of them are no name."""
    things = [of(_first_sentence(child.text)).strip(ENDINGS) for child in part.children if child.text]
    if not things or len(things) > _MOST_LISTED or not all(things) or sum(map(len, things)) > _LONGEST_LIST:
        return ""
    return "; ".join(thing[:1].lower() + thing[1:] if thing[1:2].islower() else thing for thing in things)
