"""What an instrument is to other instruments: on what it rests, what it details, changes, ends or merges.

The words decide: every relation carries the sentence that says so. What is quoted as new text of another instrument is not asked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from documents.keys import parse_key
from documents.model import Instrument, InstrumentType, Kind, Provision
from documents.paths import UNKNOWN, first_step, join_path, key_parts, parent_of, segment
from documents.references import Context, KnownInstruments, Reference, Target, resolve
from documents.references.finder import find_references
from documents.text import fold
from documents.wording.actions import Action, Evidence
from documents.wording.actions import RelationKind as RelationKind
from documents.wording.verbs import AMEND, CORRECT, END, HALT, REPEAL

if TYPE_CHECKING:
    from documents.amendments.effect import Effect


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation to one target.

    :param target: as a reference gives it; ``key`` is None where nothing identifies the instrument
    """

    kind: RelationKind
    target: Target
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a provision, and what the words above it say of a list that it belongs to."""

    path: str
    field: str
    text: str
    inherited: RelationKind | None = None
    closing: bool = False


_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*\"")
_SENTENCE = re.compile(r"(?:[^.;\n]++|\.(?!\s|$)|;(?!\s|$))+[.;]?")
_FIRST = segment(Kind.ARTICLE, "1")
_LABEL = r"^(?:\s|[-–+•*]|\d{1,3}[a-zđ]?[.)]|[a-zđ]{1,2}\d?\))*"
_TITLE = (
    (RelationKind.CORRECTS, re.compile(rf"\b{CORRECT}\b", re.IGNORECASE)),
    (RelationKind.AMENDS, re.compile(rf"(?<!được )\b{AMEND}\b", re.IGNORECASE)),
    (RelationKind.REPEALS, re.compile(rf"\b{REPEAL}\b", re.IGNORECASE)),
    (RelationKind.SUSPENDS, re.compile(rf"\b{HALT} (?:hiệu lực|áp dụng|thi hành|thực hiện)", re.IGNORECASE)),
    (RelationKind.REPLACES, re.compile(r"\bthay thế\b", re.IGNORECASE)),
    (
        RelationKind.DETAILS,
        re.compile(r"\b(?:quy định chi tiết|hướng dẫn|quy định(?: việc)? thi hành|biện pháp(?: để)? thi hành)", re.IGNORECASE),
    ),
)
# Verbs that open a sentence: what follows is what they are done to.
_OPENING = (
    (RelationKind.CORRECTS, re.compile(_LABEL + rf"{CORRECT}\b", re.IGNORECASE)),
    (RelationKind.AMENDS, re.compile(_LABEL + rf"(?:{AMEND}|thay (?:thế )?(?:cụm )?từ|bỏ (?:cụm )?từ)\b", re.IGNORECASE)),
)
_OPEN_LIST = re.compile(r":\s*$")
_TRANSITION = re.compile(
    r"\btiếp tục (?:được )?(?:thực hiện|áp dụng|hưởng|thi hành|có hiệu lực|sử dụng|giải quyết|xử lý|xem xét)"
    r"|\b(?:được |thì )?(?:áp dụng|thực hiện|giải quyết|xử lý)(?: tiếp)? theo (?:các )?quy định (?:của|tại)"
    r"|\bvẫn (?:được )?(?:áp dụng|thực hiện|có hiệu lực)",
    re.IGNORECASE,
)
# Between two references: the first one's title goes on, and names the second; or says what amended the first.
_IN_TITLE = re.compile(
    rf"\b(?:quy định|hướng dẫn|về|ban hành|{AMEND}|thi hành|thực hiện|bãi bỏ|phê duyệt|công bố|theo)\b", re.IGNORECASE
)
_AMENDED = re.compile(rf"\b{AMEND}\b|\bđược\s+thay thế\b", re.IGNORECASE)
_JOINED = re.compile(r"(?:[,;]\s*(?:và\s+)?|\s(?:và|hoặc)\s+)(?:các\s+)?$")
# Between the verb and its first object: words that make the object something else's.
_TURNED = re.compile(r"\b(?:quy định (?:của|tại|trong)|theo|do|căn cứ|thuộc)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\btiếp tục (?:được )?(?:có hiệu lực|áp dụng|thực hiện|hưởng)", re.IGNORECASE)
_DETAILS = re.compile(r"\b(?:quy định chi tiết|hướng dẫn(?: thi hành| thực hiện)?)\b", re.IGNORECASE)
# Before the law that the title of what is cited names: "Nghị định số … quy định chi tiết một số điều của Luật …".
_DETAILED = re.compile(r"\b(?:quy định chi tiết|hướng dẫn)\b(?:[^;]*\b(?:của|thi hành|thực hiện))?\s+$", re.IGNORECASE)
_ENDS = (RelationKind.REPEALS, RelationKind.REPLACES, RelationKind.SUSPENDS)
_CHANGES = (RelationKind.AMENDS, RelationKind.CORRECTS)
# In a title: only parts are ended ("bãi bỏ một số điều của …"), so that the whole is amended.
_OF_PARTS = re.compile(
    r"\s+(?:(?:một (?:số|phần)|các|nội dung|toàn bộ các)\s+)*"
    r"(?:phần|nội dung|quy định|phụ lục|mẫu|biểu|điều|khoản|điểm|cụm từ|danh mục)\b",
    re.IGNORECASE,
)
_SAID = re.compile(rf"\b(?:{END}|hết hiệu lực)\b", re.IGNORECASE)
# Doubts about an ending that leave no doubt that it is one of what is named, and those that leave none that a part of it is ended.
_STILL_ENDS = ("doubt.start_unclear", "doubt.excepted")
_PART_ENDS = ("doubt.part_unclear", "doubt.part_of_text", "doubt.words_left")
_TELLING = ("đổi", "bổ sung", "thay", "bỏ", "chính", "tiếp tục", "áp dụng", "chi tiết", "hướng dẫn", "theo", "hiệu lực")
_CLOSING_ARTICLES = 3
_EFFECT_HEADING = re.compile(
    r"hieu luc|thi hanh|chuyen tiep|dieu khoan (?:cuoi|chung)|bai bo|thay the|to chuc thuc hien|trach nhiem"
)


def read_relations(
    instrument: Instrument,
    known: KnownInstruments | None = None,
    closing_only: bool = False,
    *,
    effects: "Sequence[Effect]",
) -> tuple[Relation, ...]:
    """What an instrument says it is to others, in reading order; each kind and target once, with the first words that say so.

    What it repeals, replaces and suspends is what its effects are: nothing else reads that.

    :param known: what the base knows, to resolve names and numbers
    :param closing_only: ask the first and the closing articles only: quick, and enough for what is codified, where articles that
        amend others have been left out
    """
    said = list(_read(instrument, known, closing_only))
    worded = {(relation.kind, _of(relation)) for relation in said}
    amended = {_of(relation) for relation in said if relation.kind is RelationKind.AMENDS and not relation.target.path}
    # What is changed provision by provision is one relation: the effects say the rest.
    said += [item for item in _of_effects(instrument, effects) if item.kind not in _CHANGES or (item.kind, _of(item)) not in worded]
    found: dict[tuple[RelationKind, str, str], Relation] = {}
    places = {node.path: at for at, node in enumerate(instrument.walk())} if len(said) > 1 else {}
    for relation in sorted(said, key=lambda item: (places.get(item.evidence.path, 0), item.evidence.start)):
        told = _of(relation)
        if told and told != _told(instrument.key):
            found.setdefault((relation.kind, told, relation.target.path), relation)
    return tuple(
        relation
        for (kind, told, path), relation in found.items()
        if path or told not in amended or kind not in (RelationKind.REPLACES, RelationKind.REPEALS)
    )


def _of_effects(instrument: Instrument, effects: "Sequence[Effect]") -> Iterator[Relation]:
    """What the effects of an instrument make it to others. A consolidated text only repeats what others do."""
    if instrument.metadata.type is InstrumentType.CONSOLIDATED_TEXT:
        return
    for effect in effects:
        kind = _kind_of(effect) if effect.listed is None else None
        if kind is None:
            continue
        target = effect.target
        whole = kind in _CHANGES and not effect.action.ends
        key, path = (target.key, "") if whole else (target.full_key, target.path or "")
        yield Relation(kind, Target(key=key, instrument=target.instrument, name=target.name, path=path), effect.evidence)


def _kind_of(effect: "Effect") -> RelationKind | None:
    """What an effect makes its instrument to the target; None where the words leave it open."""
    doubt = effect.doubt.key if effect.doubt else None
    if effect.target.key is None and effect.target.name is None:
        return None
    if effect.action is Action.CORRECT:
        return RelationKind.CORRECTS
    if effect.action is Action.RESUME:
        return None
    if not effect.action.ends and effect.action is not Action.SUSPEND:
        return RelationKind.AMENDS if doubt != "doubt.instrument_unclear" else None
    if doubt in _PART_ENDS:
        return RelationKind.AMENDS if effect.target.path or doubt != "doubt.words_left" else None
    if doubt not in (None, *_STILL_ENDS):
        return None
    if effect.action is Action.SUSPEND:
        return RelationKind.SUSPENDS
    if effect.target.part.value != "whole":
        return RelationKind.AMENDS
    if effect.target.path:
        return RelationKind.REPEALS
    return _ended_by(effect)


def _ended_by(effect: "Effect") -> RelationKind:
    """Whether a whole instrument is replaced or repealed: the last verb before its number says so, else what was read."""
    words, number = effect.evidence.text, effect.target.instrument or effect.target.name or ""
    at = words.find(number)
    verbs = _SAID.findall(words[: at if at >= 0 else None]) or _SAID.findall(words)
    repealed = verbs[-1].lower().endswith("bỏ") if verbs else effect.action is Action.REPEAL
    return RelationKind.REPEALS if repealed else RelationKind.REPLACES


def _of(relation: Relation) -> str:
    """What tells the instrument that a relation is to; empty where nothing does."""
    target = relation.target
    named = parse_key(target.key).instrument if target.key else target.instrument or target.name or ""
    return _told(named) if named else ""


def _told(named: str) -> str:
    """What tells an instrument from others, whether or not the words give its day: type and number of its key."""
    parts = key_parts(named)
    return join_path(parts.type, parts.number) if parts and parts.number != UNKNOWN else named


def _read(instrument: Instrument, known: KnownInstruments | None, closing_only: bool) -> Iterator[Relation]:
    reader = _Reader(instrument, known, closing_only)
    if instrument.metadata.type is InstrumentType.CONSOLIDATED_TEXT:
        yield from reader.consolidated()
        return
    yield from reader.title()
    for root in instrument.provisions:
        yield from reader.below(root)


class _Reader:
    def __init__(self, instrument: Instrument, known: KnownInstruments | None, closing_only: bool) -> None:
        self._closing_only = closing_only
        self._instrument = instrument
        self._known = known
        self._context = Context(instrument=instrument.key)
        main = [p.path for root in instrument.provisions for p in root.articles() if not parent_of(p.path)]
        self._last = frozenset(main[-_CLOSING_ARTICLES:])

    def consolidated(self) -> Iterator[Relation]:
        """A consolidated text names in its head what it merges: the base and what amended it."""
        head = next((root for root in self._instrument.provisions if root.kind is Kind.PREAMBLE), None)
        for provision in head.walk() if head is not None else ():
            if provision.kind is Kind.BASIS:
                return
            for field, text in (("text", provision.text), ("tail", provision.tail)):
                yield from self._merged(provision.path, field, text)

    def _merged(self, path: str, field: str, text: str) -> Iterator[Relation]:
        """Each paragraph that begins with an instrument names one: the base, then what amended it."""
        at = 0
        for paragraph in text.split("\n"):
            base = re.search(r"được sửa đổi,? (?:và )?bổ sung (?:bởi|theo)", paragraph)
            named = [found for found in self._references(paragraph) if not base or found.targets[0].instrument]
            for reference in named[:1]:
                if (reference.start <= 3 or base) and not reference.text.endswith("này") and "VBHN" not in reference.text:
                    place = Evidence(path, at, at + len(paragraph), paragraph, field)
                    for target in reference.targets[:1]:
                        yield Relation(RelationKind.CONSOLIDATES, target, place)
            at += len(paragraph) + 1

    def title(self) -> Iterator[Relation]:
        title = self._instrument.metadata.title
        if not title:
            return
        place = self._place_of_title(title)
        for kind, words in _TITLE:
            verb = words.search(title)
            if verb is None:
                continue
            whole = RelationKind.AMENDS if kind in _ENDS and _OF_PARTS.match(title, verb.end()) else kind
            for reference in _objects(title, self._references(title), verb.end(), kind):
                for target in reference.targets:
                    yield Relation(kind if target.path else whole, target, place)
            return

    def below(self, root: Provision) -> Iterator[Relation]:
        if root.kind is Kind.PREAMBLE:
            for provision in root.walk():
                if provision.kind is Kind.BASIS:
                    yield from self._all(provision.path, "text", provision.text, RelationKind.BASIS)
            return
        if root.kind in (Kind.APPENDIX, Kind.FORM, Kind.TABLE, Kind.RECIPIENTS, Kind.SIGNATURE):
            return
        if root.kind is not Kind.ARTICLE:
            for child in root.children:
                yield from self.below(child)
            return
        yield from self._article(root)

    def _article(self, article: Provision) -> Iterator[Relation]:
        heading = fold(article.heading or "")
        closing = bool(_EFFECT_HEADING.search(heading)) or article.path in self._last
        if not self._closing_only:
            yield from self._of_sentence(_Text(article.path, "heading", article.heading or "", closing=closing))
        transition = "chuyen tiep" in heading
        if self._closing_only and not (closing or transition or article.path == _FIRST):
            return
        for text in _texts(article, None, closing):
            yield from self._of_sentence(text, transition)

    def _of_sentence(self, text: _Text, transition: bool = False) -> Iterator[Relation]:
        lower = text.text.lower()
        if not (text.inherited or transition) and not any(word in lower for word in _TELLING):
            return
        masked = _QUOTED.sub(lambda quoted: " " * len(quoted.group()), text.text)
        for sentence in _SENTENCE.finditer(masked):
            words = sentence.group()
            kind, after = _kind(words, text, transition)
            if kind is None:
                continue
            evidence = _evidence(text, sentence)
            for reference in _objects(words, self._references(words), after, kind):
                for target in reference.targets:
                    yield Relation(kind, target, evidence)

    def _all(self, path: str, field: str, text: str, kind: RelationKind) -> Iterator[Relation]:
        for reference in self._references(text):
            evidence = Evidence(path, 0, len(text), text, field)
            for target in reference.targets:
                yield Relation(kind, target, evidence)

    def _references(self, text: str) -> Sequence[Reference]:
        if not text:
            return ()
        return resolve(text, find_references(text, self._context), self._context, self._known)

    def _place_of_title(self, title: str) -> Evidence:
        """The title stands in the head; where it cannot be found there, the evidence is the title itself."""
        for root in self._instrument.provisions:
            if root.kind is Kind.PREAMBLE:
                at = root.text.replace("\n", " ").lower().find(title.lower())
                if at >= 0:
                    return Evidence(root.path, at, at + len(title), root.text[at : at + len(title)])
                return Evidence(root.path, 0, 0, title)
        return Evidence("mo-dau", 0, 0, title)


def _texts(provision: Provision, inherited: RelationKind | None, closing: bool) -> Iterator[_Text]:
    if provision.text:
        yield _Text(provision.path, "text", provision.text, inherited, closing)
    lead = provision.text or provision.heading or ""
    below = _list_kind(lead) or inherited
    for child in provision.children:
        if child.kind in (Kind.TABLE, Kind.FORM, Kind.APPENDIX):
            continue
        yield from _texts(child, below, closing)
    if provision.tail:
        yield _Text(provision.path, "tail", provision.tail, None, closing)


def _list_kind(lead: str) -> RelationKind | None:
    last = _QUOTED.sub("", lead).rsplit("\n", 1)[-1]
    if not _OPEN_LIST.search(last):
        return None
    return next((kind for kind, opening in _OPENING if opening.search(last)), None)


def _kind(words: str, text: _Text, transition: bool) -> tuple[RelationKind | None, int]:
    if transition and _TRANSITION.search(words):
        return RelationKind.TRANSITION, 0
    for kind, opening in _OPENING:
        if verb := opening.search(words):
            return kind, verb.end()
    if text.inherited:
        return text.inherited, 0
    if text.field == "heading":
        return None, 0
    if text.closing and _GOES_ON.search(words) and not _SAID.search(words):
        return RelationKind.TRANSITION, 0
    if first_step(text.path) == _FIRST and (details := _DETAILS.search(words)):
        return RelationKind.DETAILS, details.end()
    return None, 0


def _objects(words: str, references: Sequence[Reference], after: int, kind: RelationKind) -> Iterator[Reference]:
    """The references that a verb is about: the first after it, and those that a list joins to it; not those in their titles."""
    end: int | None = None
    amended = False
    for reference in references:
        if reference.start < after:
            continue
        if end is None:
            gap = words[after : reference.start]
            if kind not in (RelationKind.TRANSITION, RelationKind.DETAILS) and _TURNED.search(gap):
                return
            yield reference
        else:
            gap = words[end : reference.start]
            amended = (amended and ";" not in gap) or bool(_AMENDED.search(gap))
            joined = _JOINED.search(gap)
            if not amended and (
                (kind is RelationKind.TRANSITION and not _DETAILED.search(gap))
                or (joined and (reference.targets[0].instrument is not None or not _IN_TITLE.search(gap)))
            ):
                yield reference
        end = reference.end


def _evidence(text: _Text, sentence: "re.Match[str]") -> Evidence:
    words = text.text[sentence.start() : sentence.end()]
    start = sentence.start() + len(words) - len(words.lstrip())
    words = words.strip()
    return Evidence(text.path, start, start + len(words), words, text.field)
