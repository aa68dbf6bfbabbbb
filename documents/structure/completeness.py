"""Whether a source holds the whole of a text: whether the text ends, and which problems say that something is missing."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Line, Note, Problem, ProblemCode, Provision
from documents.paths import GROUPING
from documents.structure.endings import is_file_name, is_signature_line
from documents.structure.headings import leads_on
from documents.structure.reader import Tree
from documents.wording.types import TYPE_NAME, lists_expired_texts
from documents.wording.verbs import AMEND

INCOMPLETE = frozenset({ProblemCode.TRUNCATED, ProblemCode.MISSING_ARTICLE, ProblemCode.NEEDS_OCR, ProblemCode.EXCERPT})
"""Problems that say that something of the text is missing."""

CUT_HERE = "[...]"
"""The mark of a note where the editors of an excerpt broke off the words of a provision; the note is what they call the piece."""

_TYPE = (
    rf"(?:{TYPE_NAME}|luật|Hiến\s+pháp"
    r"|Qu[yi]\s+chế|Quy\s+định|Điều\s+lệ|Nội\s+quy|Quy\s+chuẩn|Quy\s+trình|Chương\s+trình|Kế\s+hoạch|Đề\s+án|Văn\s+bản|Hướng\s+dẫn)"
)
_ENDING_HEADING = re.compile(
    r"\W*(?:(?:các\s+)?(?:điều\s+khoản|quy\s+định|vấn\s+đề)\s+(?:về\s+)?)?"
    r"(?:hiệu\s+lực(?:\s+(?:thi\s+hành|pháp\s+(?:luật|lý)|áp\s+dụng|thực\s+hiện|của\s+(?:luật|nghị|thông|quyết)\b.*))?(?:\s*(?:,|và|;)\s.*)?"
    r"|(?:quy\s+định\s+)?(?:chi\s+tiết|hướng\s+dẫn|tổ\s+chức|trách\s+nhiệm|triển\s+khai|điều\s+khoản)\b.{0,60}?\b(?:thi\s+hành|thực\s+hiện)"
    rf"(?:\s+{_TYPE})?(?:\s+này)?|quy\s+định\s+chi\s+tiết|(?:thi\s+hành|thực\s+hiện)(?:\s+{_TYPE})?(?:\s+này)?"
    r"|(?:xử\s+lý\s+)?chuyển\s+tiếp.{0,80}|cuối\s+cùng)\W*",
    re.IGNORECASE,
)
_TAKES_EFFECT = re.compile(
    rf"\b{_TYPE}\s+(?:này|số\s+\d)[^.;]{{0,240}}?\b(?:(?:có|hết)\s+hiệu\s+lực(?:\s+thi\s+hành)?|được\s+áp\s+dụng)\s*,?\s+(?:kể\s+)?(?:từ|sau|đến)\b"
)
_CARRIED_OUT = re.compile(
    rf"\bchịu\s+trách\s+nhiệm\b[^.;]{{0,80}}?\b(?:thi\s+hành|thực\s+hiện|hướng\s+dẫn)\b[^.;]{{0,60}}?\b{_TYPE}\s+này\b"
    r"|\b(?:[Tt]rong\s+)?quá\s+trình\s+(?:tổ\s+chức\s+|triển\s+khai\s+)*(?:thực\s+hiện|thi\s+hành|áp\s+dụng)\b[^.;]{0,100}?"
    r"\b(?:khó\s+khăn|vướng\s+mắc|vấn\s+đề|phát\s+sinh)"
)
_LAST_WORDS = re.compile(
    rf"(?:\b(?:thi\s+hành|thực\s+hiện)\s+{_TYPE}\s+này|\b(?:từ|kể\s+từ)\s+ngày\s+(?:ký(?:\s+ban\s+hành)?|\d{{1,2}}\D{{1,7}}\d{{1,2}}\D{{1,5}}\d{{4}})"
    rf"|\b(?:phản\s+ánh|báo\s+cáo|thông\s+báo|liên\s+hệ|kiến\s+nghị|gửi)\b.{{0,160}}\b(?:giải\s+quyết|hướng\s+dẫn|phù\s+hợp|{AMEND}"
    r"|xem\s+xét|quyết\s+định|kịp\s+thời|xử\s+lý))$"
)
_ADOPTED = re.compile(r"thông\s+qua\b.{0,80}?\bnăm\s+\d{4}|\d{1,2}[/-]\d{1,2}[/-]\d{4}", re.DOTALL)
_CLOSED = re.compile(r"(?:[.!?…]|\./)[\s\"”»’'\])*]*$|[.…]\s*[\[(]?\d{1,3}[\])]?$|[”\"»]\.?$|\)\W*$")
_END_MARK = re.compile(r"\./\.?[\s\"”»’'\])]*$")
_FILED = re.compile(r"\bLưu\b|\bVT\b")
_NO_WORDS = re.compile(
    r"(?:https?://|www\.)\S+|\W*|(?:-\s*)?(?:Trang|PAGE)(?:\s+PAGE)?\s*\d*\W*|EMBED\s.*|.*\bLAWDATA\b.*|\W*\d{1,4}\W*",
    re.IGNORECASE,
)
_IMPRINT = re.compile(r"\W*(?:VĂN PHÒNG .{2,60} XUẤT BẢN|In tại\s*:)")  # the last page of an issue of the gazette
_CONTRACT = re.compile(r"hợp đồng|biên bản|đơn đề nghị|tờ khai|giấy đề nghị|phiếu|mẫu số", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\W*(?:Điều\s+)?\w{1,4}[.):]?")
_QUOTED = re.compile(r"“[^“”]*(?:”|$)")
_LAST_WORD = re.compile(r"([^\W\d_]+)$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ENDS_ITEM = re.compile(r"[.;:!?…)\]_]\W*$")
_TAIL = 300  # what is looked at of a line: expressions that end with it try every place
_HEAD, _FEW, _SENTENCE, _AROUND, _MOSTLY = 12, 3, 90, 12, 0.6
_LEADING_NUMBER = re.compile(r"\d{1,9}(?!\d)")
_MOST_MISSING = 1000
_OWN_ENDS = frozenset((Kind.SIGNATURE, Kind.CLOSING, Kind.RECIPIENTS))
_ANNEXES = frozenset((Kind.APPENDIX, Kind.FORM, Kind.TABLE))


def is_complete(instrument: Instrument, problems: Iterable[Problem] = ()) -> bool:
    """Whether nothing of a text is missing as far as its source shows. Whoever reads or stores a text asks here.

    :param problems: found in the file, beside those of the instrument
    """
    if instrument.partial or not instrument.provisions:
        return False
    # The problems of an exported version are those of all its sources; that one of them is complete was found out before.
    return instrument.standing is not None or not any(problem.code in INCOMPLETE for problem in (*instrument.problems, *problems))


def has_all_articles(provisions: Sequence[Provision]) -> bool:
    """Whether articles run from the first to one that ends a text: of what an incomplete source holds, only annexes may be missing.

    Of 4,255 texts of the codification 3,149 have them by this; of 33 of these of which the whole text is there too, one lacks its
    last, and another only what a later law put in.
    """
    own = (root for root in provisions if root.kind is Kind.ARTICLE or root.kind in GROUPING)
    articles = [item for root in own for item in root.articles()]
    numbered = [item.number for item in articles if item.number]
    return bool(articles) and not missing_numbers(numbered) and is_ending(articles[-1])


def is_cut(provision: Provision) -> bool:
    """Whether an excerpt breaks off in a provision: more may stand behind what is there of it."""
    return any(note.mark == CUT_HERE for item in provision.walk() for note in item.notes)


def cut_places(provisions: Iterable[Provision]) -> frozenset[str]:
    """The paths at which a stored text is cut, and of what they stand in."""
    return frozenset(item.path for root in provisions for item in root.walk() if is_cut(item))


def missing_runs(numbers: Iterable[str]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers that is missing between 1 and the last of the given ones."""
    before = 0
    for number in sorted({int(found[0]) for number in numbers if (found := _LEADING_NUMBER.match(number))}):
        if number > before + 1:
            yield before + 1, number - 1
        before = number


def missing_numbers(numbers: Iterable[str]) -> list[str]:
    """The numbers that are missing, the first of them where a file skips millions."""
    every = (str(number) for first, last in missing_runs(numbers) for number in range(first, last + 1))
    return list(islice(every, _MOST_MISSING))


def find_cut(
    tree: Tree, lines: Sequence[Line], notes: Sequence[Note], kind: InstrumentType, furniture: Sequence[str] = ()
) -> Problem | None:
    """The problem ``truncated`` where a text stops without an end: in the middle of a word, a sentence or a list, or
    after an article that ends no instrument, with neither closing words nor recipients nor signature behind it.

    :param notes: its footnotes, which stand below the text of a page
    :param kind: what the text is; forms and contracts end as they like
    :param furniture: what stands beside the text: where the gazette's imprint follows, a text ends
    """
    last = next((text for line in reversed(lines) if (text := line.text.strip()) and not _says_nothing(text)), "")
    if not tree.provisions or not last or any(map(_IMPRINT.match, (*furniture, *(line.text for line in lines[-_AROUND:])))):
        return None
    last = last[-_TAIL:]
    branch = _last_branch(tree.provisions)
    if not _stops(tree, lines, kind, branch, last) and not (notes and _breaks_off(notes[-1].text[-_TAIL:])):
        return None
    article = next((provision for provision in branch if provision.kind is Kind.ARTICLE), None)
    if article is None:
        return Problem(ProblemCode.TRUNCATED, Message.of("problem.stops_at_words", words=last[-40:]), branch[0].path)
    return Problem(ProblemCode.TRUNCATED, Message.of("problem.stops_at_article", number=str(article.number)), article.path)


def _says_nothing(line: str) -> bool:
    return (len(line) <= _TAIL and _NO_WORDS.fullmatch(line) is not None) or is_file_name(line)


def _stops(tree: Tree, lines: Sequence[Line], kind: InstrumentType, branch: Sequence[Provision], last: str) -> bool:
    kinds = [provision.kind for provision in branch]
    if not _OWN_ENDS.isdisjoint(kinds):
        return _ends_open(branch[-1], bool(tree.signature)) or _breaks_off(last)
    if lists_expired_texts(branch[0].heading):  # rows end as they like
        return _breaks_off(last)
    if Kind.ARTICLE not in kinds and not _ANNEXES.isdisjoint(kinds):
        return _breaks_off(last) or _breaks_the_style(branch)
    articles = [article for root in tree.provisions for article in root.articles()]
    other = kind is InstrumentType.OTHER
    if other and (len(articles) < _FEW or any(_CONTRACT.search(line.text) for line in lines[:_HEAD])):
        return _breaks_off(last)
    if not articles:  # the head of a text that has not begun, or one in sections
        return (kinds[0] is Kind.PREAMBLE and not other) or _breaks_off(last)
    if Kind.ARTICLE not in kinds:
        return any(group in kinds for group in GROUPING) or _breaks_off(last)
    return _END_MARK.search(last) is None and not _closes(articles, kinds[-1], last)


def _closes(articles: Sequence[Provision], kind: Kind, last: str) -> bool:
    open_quotation = any(problem.code is ProblemCode.UNCLOSED_QUOTATION for problem in articles[-1].problems)
    if kind is Kind.TABLE or _BARE_NUMBER.fullmatch(last) or open_quotation:
        return False
    ending = is_ending(articles[-1]) or any(_TAKES_EFFECT.search(_own_words(article)) for article in articles[-2:-1])
    return ending and (_CLOSED.search(last) or _LAST_WORDS.search(last)) is not None


def _last_branch(provisions: Sequence[Provision]) -> list[Provision]:
    branch = [provisions[-1]]
    while branch[-1].children and not branch[-1].tail:
        branch.append(branch[-1].children[-1])
    return branch


def _breaks_the_style(branch: Sequence[Provision]) -> bool:
    """Whether the last paragraph of an appendix has no end where those before it have one: lists and tables mostly have none."""
    words = "\n".join(part.text + "\n" + part.tail for part in branch[0].walk())
    *before, last = [line[-_TAIL:] for line in words.split("\n")[-_AROUND:] if _LETTERS.search(line)] or [""]
    if len(before) < _FEW or last.isupper() or is_signature_line(last) or _ENDS_ITEM.search(last):
        return last.endswith(";")
    return sum(1 for line in before if _ENDS_ITEM.search(line)) >= _MOSTLY * len(before)


def is_ending(article: Provision) -> bool:
    """Whether an article says when its instrument takes effect, or who carries it out."""
    if article.heading and _ENDING_HEADING.fullmatch(article.heading):
        return True
    words = _own_words(article)
    return bool(_TAKES_EFFECT.search(words) or _CARRIED_OUT.search(words))


def _own_words(article: Provision) -> str:
    return _QUOTED.sub(" ", "\n".join(text for part in article.walk() for text in (part.heading, part.text, part.tail) if text))


def _ends_open(end: Provision, signed: bool) -> bool:
    if signed:
        return False
    if end.kind is Kind.CLOSING:
        return not _ADOPTED.search(end.text + end.tail)
    return not _FILED.search(end.text + end.tail) and not _CLOSED.search((end.text + end.tail)[-_TAIL:])


def _breaks_off(line: str) -> bool:
    """Whether a line plainly stops inside a word or a sentence. Tables, forms and signatures end without punctuation."""
    if _CLOSED.search(line) or line.isupper():
        return False
    word = _LAST_WORD.search(line)
    if word is None:
        return (leads_on(line) and line[-2:-1].isalpha()) or (line.endswith((":", ";")) and len(line) > _SENTENCE)
    return leads_on(line) or not is_syllable(word[1]) or line.count("(") > line.count(")") or len(line) > _SENTENCE


_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_SYLLABLE = re.compile(
    r"(?:ngh?|gh?|gi|kh|ch|nh|ph|th|tr|qu|[bcdđhklmnprstvx])?"
    r"(?P<rhyme>"
    r"(?:a|ă|â|e|ê|o|ô|ơ|u|ư|i|y|oa|oă|oe|oo|ôô|uâ|uê|uơ|uy|iê|yê|uô|ươ|uyê)(?P<coda>ch|nh|ng|c|m|n|p|t)"
    r"|a[iouy]?|ây|âu|e[o]?|êu?|i[au]?|o[aei]?|oai|oay|oao|oeo|ôi?|ơi?|u[aiêơy]?|uôi|uây|uêu|uya|uyu|ư[aiu]?|ươ[iu]|iêu|yêu|y"
    r")"
)


def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable. Abbreviations and words without marks may be anything, so they can."""
    if len(word) > 1 and (word.isupper() or (not word.islower() and not word.istitle())):
        return True
    plain, tone = _without_tone(word.lower())
    if len(plain) > 7:
        return plain.isascii()
    found = _SYLLABLE.fullmatch(plain)
    if found is None:
        return False
    return found["coda"] not in ("c", "ch", "p", "t") or tone in ("s", "j")


def _without_tone(word: str) -> tuple[str, str]:
    tone = ""
    letters = []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tone
