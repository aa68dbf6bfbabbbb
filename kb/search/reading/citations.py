"""Reading a query as a citation: units, a number or a name, and whether anything else is left.

A số hiệu as people type it into a box is read as it is printed: ``09-2013 ND-CP`` is ``09/2013/NĐ-CP``.

Works on the folded query, which is as long as the query itself, so that a letter's mark can be looked up (điểm d, điểm đ).
This is the grammar of what people type into a box, not of references inside law.
"""

import re
from dataclasses import dataclass, replace

from documents.identity.issuers import SPELLED, printed_number
from documents.text import fold, slug
from documents.wording.types import ABBREVIATIONS, NAMED_TYPES, TYPE_NAMES, UNNAMED_TYPES

_TYPES: dict[str, frozenset[str]] = {
    **{fold(name): frozenset({str(type_)}) for type_, name in TYPE_NAMES.items() if type_ not in UNNAMED_TYPES},
    **{word: frozenset({str(type_)}) for word, type_ in ABBREVIATIONS.items()},
    **{word: frozenset({"thong-tu", "thong-tu-lien-tich"}) for word in ("thong tu", "tt")},
    "luat": frozenset({"luat", "bo-luat"}),
    "l": frozenset({"luat"}),
    "bl": frozenset({"bo-luat"}),
    **dict.fromkeys(("van ban", "vb"), frozenset()),
}
_TYPE = "|".join(sorted((word.replace(" ", r"\s{1,3}") for word in _TYPES), key=len, reverse=True))
_WORD_START, _WORD_END = r"(?<![^\W_])", r"(?![^\W_])"

BEFORE_NUMBER = rf"{_WORD_START}({_TYPE})\.?\s{{0,3}}(?:so\s{{0,3}}:?\s{{0,3}})?"

_ARTICLE = re.compile(rf"{_WORD_START}(?:dieu\s{{0,3}}(?:so\s{{1,3}})?|d\.?\s{{0,2}})(\d{{1,4}})([a-z]?){_WORD_END}")
# An article by its number alone, beside the name of a law: "blhs 150".
_BARE_ARTICLE = re.compile(r"(?<=[^\W\d_])\s+(\d{1,4})([a-z]?)\s*$")
_BARE_ARTICLE_FIRST = re.compile(r"^\s*(\d{1,4})([a-z]?)(?=\s+[^\W\d_])")
_CLAUSE = re.compile(rf"{_WORD_START}(?:khoan\s{{0,3}}|k\.?\s{{0,2}})(\d{{1,3}})([a-z]?){_WORD_END}")
_RUN_TOGETHER = re.compile(rf"{_WORD_START}k(\d{{1,3}})([a-z]?)[.,]?\s?(?=d\d)")
_POINT = re.compile(rf"{_WORD_START}diem\s{{1,3}}([a-z]){_WORD_END}|{_WORD_START}d\.\s?([a-z]){_WORD_END}")
_APPENDIX = re.compile(rf"{_WORD_START}(?:phu\s{{1,3}}luc|pl)\s{{1,3}}(?:so\s{{1,3}})?([ivx]{{1,6}}|\d{{1,3}}[a-z]?){_WORD_END}")
_FULL_NUMBER = re.compile(
    rf"(?:{BEFORE_NUMBER}|(?<![\w/]))(\d{{1,5}})\s?/\s?(\d{{4}})(?!\d)(?:\s?/\s?([a-z][a-z0-9]*(?:\s?[-–&]\s?[a-z0-9]+)*))?{_WORD_END}"
)
_OLD_NUMBER = re.compile(rf"(?:{BEFORE_NUMBER}|(?<![\w/]))(\d{{1,5}})\s?[-/]\s?([a-z]{{2,8}}(?:\s?-\s?[a-z0-9]+)*){_WORD_END}")
_SHORT_NUMBER = re.compile(rf"{BEFORE_NUMBER}(\d{{1,5}}){_WORD_END}(?!\s?/)")
_YEAR = re.compile(rf"{_WORD_START}(?:nam\s{{1,3}})?((?:19|20)\d\d){_WORD_END}")
_DAY_IN_WORDS = re.compile(
    rf"{_WORD_START}ngay\s{{1,3}}\d{{1,2}}\s{{1,3}}thang\s{{1,3}}\d{{1,2}}\s{{1,3}}nam\s{{1,3}}(\d{{4}}){_WORD_END}"
)
_DATE = re.compile(rf"{_WORD_START}(?:ngay\s{{1,3}})?\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?(\d{{4}}){_WORD_END}")
_FILLERS = re.compile(
    rf"{_WORD_START}(?:cua|tai|theo|thuoc|trong|quy dinh(?: tai)?|so|ngay|thang|nam|va|noi dung|chinh phu|quoc hoi|toan van"
    rf"|van ban|xem|mo|o){_WORD_END}"
)
_STATUS_ASKED = re.compile(
    rf"{_WORD_START}(?:(?:hien|hien nay|bay gio|nay|da|co|thi|la|bi|duoc|van|vay)\s+){{0,3}}"
    r"(?:(?:con|het|co)\s+hieu\s+luc(?:\s+thi\s+hanh)?|con\s+(?:duoc\s+)?(?:ap\s+dung|dung)(?:\s+duoc)?"
    r"|thay(?:\s+the)?(?:\s+(?:bang|boi))?(?=\s+(?:chua|van\s+ban|luat|nghi\s+dinh|thong\s+tu|cai|gi\b)))"
    r"(?:\s+(?:nua|hay|tu|chua|khong|ko|k|khi\s+nao|ngay\s+nao|bao\s+gio|luc\s+nao|van\s+ban|luat|nghi\s+dinh|thong\s+tu|cai|nao|gi|vay|a|nhi)){0,4}"
    r"\W*$"
)
"""What is asked of a text whose status is shown beside it anyhow: "còn hiệu lực không", "bị thay bằng nghị định nào"."""
_HEIR_ASKED = re.compile(
    r"^\W*(?:van\s+ban|luat|nghi\s+dinh|thong\s+tu|cai)\s+(?:nao|gi)\s+(?:(?:da|se)\s+)?(?:thay(?:\s+the)?|bai\s+bo)\s+(?:cho\s+)?(?=\w)"
)
_NAMED = re.compile(rf"^(?:{'|'.join(fold(TYPE_NAMES[type_]) for type_ in NAMED_TYPES)})\b")
_LAW_IN_QUESTION = re.compile(
    rf"{_WORD_START}(?:theo|can cu(?: vao)?|quy dinh (?:cua|tai|trong)|trong|cua|tai)\s+(?={_NAMED.pattern[1:]})"
)
_LEADING = re.compile(r"^[\s,]*(?:(?:cua|trong|tai|theo|thuoc)\s+)*")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A số hiệu as somebody typed it, whole or in part."""

    ordinal: int
    year: int | None
    rest: str
    types: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """What a query cites.

    :param articles: possible numbers of the article; more than one where a letter was typed without its mark (32d)
    :param points: possible letters of the point
    :param name: the folded name that is left, where no number was typed; inside a question it goes on with other words
    :param year: a year typed beside a name
    :param rest: folded words that belong to no citation
    """

    articles: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    appendix: str | None = None
    number: WrittenNumber | None = None
    name: str | None = None
    year: int | None = None
    rest: str = ""

    @property
    def pure(self) -> bool:
        """Nothing but a citation was typed, or one so exact that the words beside it cannot be the question."""
        exact = bool(self.number and self.number.year and (self.articles or self.appendix))
        return exact or not self.rest


def read_citation(text: str) -> Citation | None:
    """Read a query as a citation; None where it holds neither a number, nor a name with its type word.

    :param text: the query, normal, abbreviations of names written out
    """
    if len(text) > _LONGEST:
        return None
    lower, folded = text.lower(), fold(text)
    if len(lower) != len(folded):
        return None
    left = _Left(folded)
    for asked in (_STATUS_ASKED, _HEIR_ASKED):
        left.take(asked)
    marked = lower != folded
    number = _number(left)
    points = _letters(left.take(_POINT), lower, marked)
    clauses = _numbered(left.take(_RUN_TOGETHER) or left.take(_CLAUSE), lower, marked)
    article = left.take(_ARTICLE)
    articles = _numbered(article, lower, marked)
    appendix = left.take(_APPENDIX)
    number = number or _short_number(left)
    dated = left.take(_DAY_IN_WORDS) or left.take(_DATE) or left.take(_YEAR)
    year = int(dated[1]) if dated else None
    if number and number.year is None:
        number = replace(number, year=year)
    if not (number or articles or appendix):
        articles = _numbered(left.take(_BARE_ARTICLE) or left.take(_BARE_ARTICLE_FIRST), lower, marked)
    rest, without_fillers = (" ".join(re.findall(r"[^\W_]+", words)) for words in (left.text, _FILLERS.sub(" ", left.text)))
    name = None if number else next((words for words in (rest, without_fillers) if _NAMED.match(words)), None)
    if not number and name is None:
        return _inside_question(article, articles, Citation(clauses=clauses, points=points, year=year), left)
    left_over = "" if name or without_fillers in _TYPES else without_fillers
    return Citation(
        articles=articles,
        clauses=clauses,
        points=points,
        appendix=appendix and appendix[1],
        number=number,
        name=name,
        year=year,
        rest=left_over,
    )


def _inside_question(article: re.Match[str] | None, articles: tuple[str, ...], beside: Citation, left: "_Left") -> Citation | None:
    """A law inside a question, or an article of one: "… theo (điểm a khoản 1 Điều 34) Bộ luật Lao động 2019 thì …"."""
    law = article or _LAW_IN_QUESTION.search(left.text)
    if law is None:
        return None
    after = " ".join(re.findall(r"[^\W_]+", _LEADING.sub("", left.text[law.end() :])))
    before = " ".join(re.findall(r"[^\W_]+", left.text[: law.start()])) or "theo"
    return replace(beside, articles=articles, name=after, rest=before) if _NAMED.match(after) else None


def _short_number(left: "_Left") -> WrittenNumber | None:
    short = left.take(_SHORT_NUMBER)
    if short and len(short[2]) == 4 and short[2][:2] in ("19", "20"):  # a year
        left.put_back(short)
        return None
    return WrittenNumber(int(short[2]), None, "", _types(short[1]), *short.span()) if short else None


class _Left:
    """What is left of a query after what was understood is taken out; offsets stay."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.original = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.search(self.text)
        if match:
            self.text = f"{self.text[: match.start()]}{' ' * (match.end() - match.start())}{self.text[match.end() :]}"
        return match

    def put_back(self, match: re.Match[str]) -> None:
        start, end = match.span()
        self.text = self.text[:start] + self.original[start:end] + self.text[end:]


def _number(left: _Left) -> WrittenNumber | None:
    match = left.take(_FULL_NUMBER)
    if match:
        return WrittenNumber(int(match[2]), int(match[3]), _slug(match[4]), _types(match[1]), *match.span())
    match = left.take(_OLD_NUMBER)
    if match:
        return WrittenNumber(int(match[2]), None, _slug(match[3]), _types(match[1]), *match.span())
    return None


def _types(word: str | None) -> frozenset[str]:
    return _TYPES[re.sub(r"\s+", " ", word)] if word else frozenset()


def _slug(rest: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "-", rest).strip("-") if rest else ""


def _numbered(match: re.Match[str] | None, lower: str, marked: bool) -> tuple[str, ...]:
    """The number with its letter; a bare d in a query without marks may be a đ."""
    if match is None:
        return ()
    number = str(int(match[1]))
    if not match[2]:
        return (number,)
    letter = lower[match.start(2)]
    return (number + letter, f"{number}đ") if letter == "d" and not marked else (number + letter,)


def _letters(match: re.Match[str] | None, lower: str, marked: bool) -> tuple[str, ...]:
    if match is None:
        return ()
    letter = lower[match.start(1) if match[1] else match.start(2)]
    return ("d", "đ") if letter == "d" and not marked else (letter,)


def _longest_first(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_KIND, _BODY = _longest_first((*ABBREVIATIONS, "l", "lct")), _longest_first(tuple(SPELLED))
_SIGN = r"\s?[/\\._–&-]{1,2}\s?"
_YEAR_OF = r"(?P<year>(?:19|20)\d\d)"
_ORDINAL = r"(?<![\w/])(?P<ordinal>\d{1,5})"
_SUFFIX = rf"(?P<suffix>(?:(?:{_KIND})(?:(?:{_SIGN}|\s)?(?:{_BODY}))*|(?:ubtv)?qh(?:{_SIGN}|\s)?\d{{1,2}})(?!\w))"
_PIECE = re.compile(rf"{_BODY}|\d+")
_LOOSE = (
    re.compile(rf"{_ORDINAL}{_SIGN}{_YEAR_OF}(?:{_SIGN}|\s){_SUFFIX}"),
    re.compile(rf"{_ORDINAL}{_SIGN}{_SUFFIX}(?:{_SIGN}|\snam\s){_YEAR_OF}(?!\w)"),
    re.compile(rf"(?<!\w)(?<!\w[/-]){_SUFFIX}\s{_ORDINAL}{_SIGN}{_YEAR_OF}(?!\w)(?!{_SIGN}\w)"),
    re.compile(rf"{BEFORE_NUMBER}(?P<ordinal>\d{{1,5}})\s?[/-]\s?(?P<short>\d\d)(?!\w|{_SIGN}\d)(?:{_SIGN}{_SUFFIX})?"),
)
_LAST_CENTURY = 45
"""Of a year in two digits: law is cited back to 1945."""


def straightened(text: str) -> str:
    """A query with the first số hiệu in it as it is printed."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    match = next((found for pattern in _LOOSE if (found := pattern.search(folded))), None)
    if match is None:
        return text
    begin = min(match.start(name) for name in ("ordinal", "suffix") if match[name])
    return f"{text[:begin]}{_printed(match)}{text[match.end() :]}"


def _printed(match: re.Match[str]) -> str:
    parts = match.groupdict()
    short = int(parts.get("short") or 0)
    year = parts.get("year") or str(short + (2000 if short <= _LAST_CENTURY else 1900))
    suffix = parts["suffix"] or ""
    kind = re.match(_KIND, suffix)
    pieces = (kind[0], *_PIECE.findall(suffix, kind.end())) if kind else (re.sub(r"[^a-z0-9]", "", suffix),)
    return printed_number(slug(" ".join((parts["ordinal"], year, *pieces))))
