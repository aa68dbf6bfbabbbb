"""A name for an instrument whose own text gives none: from the words of texts that cite it, or of its first article.

A name that is wrong is worse than none. So what is read has to end where a name ends beyond doubt, or several texts have to write
the same; and where the instrument's own words are known, the name has to speak of what they speak of.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.identity.borrowed.endings import ENDINGS, LONGEST, SHORTEST, Citing, end_of_name, ends_cleanly, is_broken, is_part
from documents.identity.titles import bare_title
from documents.model import BorrowedTitle, InstrumentType, Kind, Provision, TitleSource
from documents.paths import provision_key
from documents.text import UPPER, slug
from documents.wording.dates import DATE_WORDS
from documents.wording.types import TYPE_NAMES, TYPE_PATTERN
from documents.wording.verbs import CHANGE, CORRECT

_ENOUGH = 1500  # characters of an instrument that tell what it speaks of
_LEAST_SHARED, _END_SHARED = 0.25, 0.75  # of the pairs of syllables of a name, and of its end
_Pairs = set[tuple[str, str]]
_LAST = re.compile(r" và |, ")
_VERB = (
    rf"(?:về việc|về|hướng dẫn|quy định|qui định|ban hành|{CHANGE}|công bố|phê duyệt|điều chỉnh|triển khai"
    rf"|{CORRECT}|thực hiện(?! theo| đến| từ)|quy chuẩn kỹ thuật|kéo dài|phân cấp|thành lập|hợp nhất)(?!\w)"
)
# "số 12/2012/TT-BTC| ngày 30/1/2012 của Bộ Tài chính |hướng dẫn …": what stands between number and name.
_DAY = re.compile(rf"\s*,?\s*(?:ban hành\s+)?ngày\s*{DATE_WORDS}", re.IGNORECASE)
_ISSUER = re.compile(
    rf"\s*,?\s*(?i:của)\s+(?=[{UPPER}])(?:(?! (?:được|bị|phải|thì) )[^;:.()\n\"“”]){{3,160}}?(?=,?\s+(?i:{_VERB}))"
)
_BEGINS = re.compile(rf"\s*,?\s+(?={_VERB})", re.IGNORECASE)
# "Điều 3 của Bộ luật 10/2012/QH13 Lao động ban hành ngày 18/06/2012 (chỉ dẫn chung …)"
_OF_EDITORS = re.compile(rf"của\s+{TYPE_PATTERN}\s$", re.IGNORECASE)
_EDITORS = re.compile(r"\s+(?!ngày)(\S.*?)\s+ban hành ngày\s+\d{1,2}/\d{1,2}/\d{4}(?=\s*(?:\(|$))", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as one text writes it.

    :param sure: it ends where a name ends, whatever others write
    :param clean: and so does the sentence
    """

    text: str
    sure: bool
    citing: Citing
    clean: bool = True


def name_of_citations(citings: Iterable[Citing], own: str = "") -> BorrowedTitle | None:
    """The name that texts give an instrument which they cite; None where none is sure and no two agree, or they contradict.

    :param own: the instrument's own words, as far as they are known
    """
    known = _pairs(own) if len(own) >= _ENOUGH else None
    groups: dict[str, list[_Name]] = defaultdict(list)
    for citing in citings:
        if (found := _name(citing)) is not None and _fits(found.text, known, _LEAST_SHARED):
            groups[_told(found.text)].append(found)
    ranked = sorted(groups.values(), key=lambda group: (-_weight(group), -len(group[0].text), group[0].text))
    for group in ranked:
        if not _is_sure(group, known):
            continue
        if any(other is not group and 2 * _weight(other) >= _weight(group) and _strange(group[0], other[0]) for other in ranked):
            return None  # one of the texts means another instrument, and nothing says which
        spelt = Counter(name.text for name in group)
        best = min(group, key=lambda name: (-spelt[name.text], not name.citing.is_title, name.citing.at, name.text))
        return BorrowedTitle(best.text[:1].upper() + best.text[1:], TitleSource.CITED, best.citing.at)
    return None


def _is_sure(group: Sequence[_Name], known: _Pairs | None) -> bool:
    """Whether a name ends where it does beyond doubt: two texts agree, or one leaves no room for another end."""
    if len({name.citing.of for name in group}) > 1:
        return True
    return any(
        name.sure and (name.citing.is_title or (name.clean and _fits(_LAST.split(name.text)[-1], known, _END_SHARED)))
        for name in group
    )


def _weight(group: Sequence[_Name]) -> int:
    """How many texts write a name; a title is written with more care."""
    return len({name.citing.of for name in group}) + 3 * any(name.citing.is_title for name in group)


def _name(citing: Citing) -> _Name | None:
    text, at = citing.text, citing.end
    if citing.is_title and (editors := _of_editors(text, at)):
        return _Name(editors, True, citing) if len(editors) <= LONGEST else None
    day = _DAY.match(text, at)
    dated = day.end() if day else at
    issuer = _ISSUER.match(text, dated)
    if not (day or issuer or citing.is_title):
        return None  # "Nghị định số … quy định …" may go on as a sentence
    begins = _BEGINS.match(text, issuer.end() if issuer else dated)
    if begins is None:
        return None
    end, sure = end_of_name(text, begins.end(), citing.is_title)
    name = text[begins.end() : end].strip(ENDINGS)
    if not SHORTEST <= len(name) <= LONGEST or "này" in name.split() or is_broken(name):
        return None
    return _Name(name, sure and not is_part(name), citing, ends_cleanly(text, end))


def _of_editors(text: str, at: int) -> str | None:
    number = text.rfind(" ", 0, at) + 1
    found = _EDITORS.match(text, at) if _OF_EDITORS.search(text, 0, number) else None
    return (bare_title(found[1]) or "").strip(ENDINGS) or None if found else None


def _told(name: str) -> str:
    """What tells a name from others: its words, however they are spelt."""
    return re.sub(r"^(?:ve-viec-|ve-)", "", slug(name))


def _pairs(text: str) -> _Pairs:
    return set(pairwise(slug(text).split("-")))


def _fits(name: str, known: _Pairs | None, least: float) -> bool:
    if known is None:
        return True
    pairs = _pairs(name)
    return len(pairs & known) >= least * len(pairs)


def _strange(name: _Name, other: _Name) -> bool:
    one, two = _pairs(name.text), _pairs(other.text)
    return len(one & two) < _LEAST_SHARED * min(len(one), len(two))


def name_said(key: str, kind: InstrumentType, article: Provision, promulgates: bool) -> BorrowedTitle | None:
    """What the first article promulgates, “Ban hành kèm theo Thông tư này Quy chế …”, or lays down, “Thông tư này quy định …”.

    :param article: its Article 1, not that of a regulation attached to it
    """
    read = _promulgated if promulgates else _laid_down
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
    return _QUOTED.sub(r"\1", _CODE.sub("", _LIST_LEAD.sub("", text)).strip(ENDINGS))


def _listed(part: Provision, of: Callable[[str], str]) -> str:
    """What a few clauses or points below say, one after another; many of them are no name."""
    things = [of(_first_sentence(child.text)).strip(ENDINGS) for child in part.children if child.text]
    if not things or len(things) > _MOST_LISTED or not all(things) or sum(map(len, things)) > _LONGEST_LIST:
        return ""
    return "; ".join(thing[:1].lower() + thing[1:] if thing[1:2].islower() else thing for thing in things)


def borrowed_title(
    key: str, kind: InstrumentType, citings: Iterable[Citing], article: Provision | None = None, own: str = ""
) -> BorrowedTitle | None:
    """The best name there is: what Article 1 promulgates, in its own words; what others call it; what Article 1 lays down.

    :param key: of the instrument, ``kind`` its type
    :param article: its own Article 1, if the base has it
    :param own: all its words, as far as they are known
    """
    promulgated = name_said(key, kind, article, promulgates=True) if article else None
    found = promulgated or name_of_citations(citings, own)
    return found or (name_said(key, kind, article, promulgates=False) if article else None)
