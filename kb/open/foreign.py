"""What a foreign text cites: each citation with what it means there, and the words that are quoted beside it.

A contract's "Điều 5" is its own, an answer's "Điều 5" is that of the law which it speaks of: bare units are understood by what is
named before them, and only where that leaves no choice.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from documents.comparison.quoted import quotations
from documents.model import InstrumentType, Kind
from documents.paths import first_step, join_path, kind_of, parent_of, provision_key, split_key, type_of_key, unit_of
from documents.references import Context, KnownInstruments, Reference, Target, find_references, resolve
from documents.wording.types import LAW_TYPES, TYPE_NAMES

_HEAD = 40
"""Lines at the head of a text in which it says what it is."""
_OWN_ARTICLE = re.compile(r"^\W*Điều\s+(\d+[a-zđ]?)\s*[.:]", re.MULTILINE)
_LINE_HEAD = re.compile(
    r"^[\s*>+–•-]*(?:\d+[.)]\s+)?\**((?:[Đđ]iểm [a-zđ] )?(?:[Kk]hoản \d+[a-zđ]? )?Điều \d+[a-zđ]?)(?=\**\s*(?:[:(–-]|\*))",
    re.MULTILINE,
)
_OWN = re.compile(
    r"\s*(?:,\s*)?(?:(?:của|tại|trong|kèm theo)\s+)?(?:bản\s+)?"
    r"(?:Hợp đồng|Thỏa thuận|Thoả thuận|Biên bản|Đơn|Phụ lục|Văn bản|Công văn|Tờ trình|Báo cáo"
    r"|Nội quy|Thỏa ước|Điều lệ|Bản án|Đề án)(?!\w)",
    re.IGNORECASE,
)
_ADJACENT = re.compile(r"[\s,:(*–-]*(?:(?:quy định\s+)?tại\s+|theo\s+)?")
_SENTENCE = re.compile(r"[.;!?]\s|\n")
_THIS = re.compile(r"\s(?:này|nêu trên|nói trên|trên|đó|kể trên)$")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a text.

    :param targets: what it points to; their keys are None where nothing tells
    :param quoted: the words that stand in quotation marks beside it, None where there are none
    :param by_context: the instrument is not named in it, and is understood from what stands before
    """

    start: int
    end: int
    text: str
    targets: tuple[Target, ...]
    quoted: str | None = None
    by_context: bool = False


def citations_of(text: str, known: KnownInstruments, day: date) -> list[Cited]:
    """The citations of a text in order; what points to the text itself is none."""
    found = list(_Reader(text).read(resolve(text, _with_heads(text, find_references(text)), Context(), known, day)))
    quoted = quotations(text, [Reference(item.start, item.end, item.text, item.targets) for item in found])
    made = list(found)
    for quotation in quoted:
        words = text[quotation.start : quotation.end]
        made[quotation.reference] = replace(found[quotation.reference], quoted=words)
    inside = [
        item
        for quotation in quoted
        for item in _inside(text, quotation.start, quotation.end, found[quotation.reference], known, day)
    ]
    rest = [item for item in made if not any(span.start <= item.start and item.end <= span.end for span in quoted)]
    return sorted((*rest, *inside), key=lambda item: item.start)


def _with_heads(text: str, references: Sequence[Reference]) -> list[Reference]:
    """The references with those that head a line of an answer: "- Điều 3: …". Articles of its own are labels."""
    if _own_articles(text):
        return list(references)
    made = list(references)
    for head in _LINE_HEAD.finditer(text):
        start, end = head.span(1)
        if not any(item.start < end and start < item.end for item in references):
            item = find_references(f"theo {head[1]} thì")[0]
            made.append(replace(item, start=start, end=end, text=head[1]))
    return sorted(made, key=lambda item: item.start)


def _own_articles(text: str) -> frozenset[str]:
    """The articles of a text that has some of its own."""
    own = _OWN_ARTICLE.findall(text)
    return frozenset(own if len(own) > 1 and own[0] == "1" else ())


def _inside(text: str, start: int, end: int, source: Cited, known: KnownInstruments, day: date) -> Iterator[Cited]:
    """The citations inside words that are quoted: "Luật này" and bare units are those of their source."""
    target = source.targets[0]
    instrument = split_key(target.key)[0] if target.key else None
    context = Context(instrument, target.article, target.clause, target.point) if instrument else Context()
    words = text[start:end]
    for item in resolve(words, find_references(words, context), context, known, day):
        own = instrument is not None and all(other.key == instrument for other in item.targets)  # “Luật này quy định …”
        if not own and any(other.key or other.name or other.instrument for other in item.targets):
            yield Cited(start + item.start, start + item.end, item.text, item.targets)


@dataclass(slots=True)
class _Named:
    """An instrument that was named, and the last of its provisions that was cited."""

    start: int
    end: int
    key: str
    path: str


@dataclass(slots=True)
class _Reader:
    """Reads the references of a text in order."""

    text: str
    own_type: InstrumentType | None = None
    own_articles: frozenset[str] = frozenset()
    named: list[_Named] = field(default_factory=list)

    def read(self, references: Sequence[Reference]) -> Iterator[Cited]:
        """The references with what those mean that name no instrument."""
        self.own_type = _type_of(self.text)
        self.own_articles = _own_articles(self.text)
        for item in references:
            first = item.targets[0]
            if any(target.key for target in item.targets) or first.name or (first.instrument and not _THIS.search(item.text)):
                found = Cited(item.start, item.end, item.text, item.targets)
            elif self._is_own(item):
                continue
            else:
                found = self._understood(item)
            last = next((target.key for target in reversed(found.targets) if target.key), None)
            if last is not None:
                key, path = split_key(last)
                self.named.append(_Named(item.start, item.end, key, path))
            yield found

    def _is_own(self, item: Reference) -> bool:
        """Whether a reference points to the text itself."""
        first = item.targets[0]
        if first.type is not None:
            return self.own_type is not None and _group(first.type) == _group(self.own_type)
        if _OWN.match(self.text, item.end) or (first.appendix and not first.path.startswith(Kind.ARTICLE)):
            return True
        return bool(self.own_articles) and (first.article is None or first.article in self.own_articles)

    def _understood(self, item: Reference) -> Cited:
        first = item.targets[0]
        source = self._of_type(first.type, item.start) if first.type is not None else self._nearest(item.start)
        targets = tuple(replace(target, key=self._key(target, source)) for target in item.targets)
        return Cited(item.start, item.end, item.text, targets, by_context=True)

    def _of_type(self, type_: InstrumentType, at: int) -> _Named | None:
        """The instrument that "Luật này" means: the only one of its type that was named, or the only one of this paragraph."""
        alike = [named for named in self.named if _group(InstrumentType(type_of_key(named.key))) == _group(type_)]
        head = self.text.rfind("\n", 0, at)
        for some in (alike, [named for named in alike if named.start > head]):
            if len({named.key for named in some}) == 1:
                return some[-1]
        return None

    def _nearest(self, at: int) -> _Named | None:
        """The instrument of a bare unit: the one that stands right before it, or the only one that is named in its sentence, in its
        paragraph, or in the last one before it that names any.
        """
        if not self.named:
            return None
        last = self.named[-1]
        if _ADJACENT.fullmatch(self.text, last.end, at):
            return last
        sentence = max((found.end() for found in _SENTENCE.finditer(self.text, last.end, at)), default=0) or self._sentence(
            last.start
        )
        for head in (sentence, self.text.rfind("\n", 0, at), self.text.rfind("\n", 0, last.start)):
            if some := {named.key for named in self.named if named.start > head}:
                return last if len(some) == 1 else None
        return None

    def _sentence(self, at: int) -> int:
        """Where the sentence begins that goes on at a place."""
        return max((found.end() - 1 for found in _SENTENCE.finditer(self.text, max(0, at - 2_000), at)), default=-1)

    def _key(self, target: Target, source: _Named | None) -> str | None:
        if source is None or not target.path:
            return source.key if source is not None and target.type is not None else None
        path = target.path
        if kind_of(first_step(path)) in (Kind.CLAUSE, Kind.POINT):
            above = unit_of(source.path)
            if not above:
                return None
            if kind_of(first_step(path)) is Kind.POINT:
                above = next((step for step in (source.path, parent_of(source.path)) if kind_of(step) is Kind.CLAUSE), above)
            path = join_path(above, path)
        return provision_key(source.key, path)


def _group(type_: InstrumentType) -> InstrumentType:
    return InstrumentType.LAW if type_ in LAW_TYPES else type_


def _type_of(text: str) -> InstrumentType | None:
    """What a text that has the head of an instrument is."""
    names = {TYPE_NAMES[type_].upper(): type_ for type_ in InstrumentType if type_ in TYPE_NAMES}
    lines = (line.strip(" *#\t") for line in text.split("\n", _HEAD)[:_HEAD])
    return next((names[line] for line in lines if line in names), None)
