"""Operations to effects: targets with keys, new text shared out, phrases, dates and evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import zip_longest

from documents.amendments.checks import Label, label
from documents.amendments.effect import Action, Effect, EffectTarget, Evidence, Part, Position
from documents.amendments.grammar import Verb
from documents.amendments.instruments import NameBook
from documents.amendments.newtext import read_heading, share_out
from documents.amendments.operations import Operation
from documents.amendments.phrases import joined
from documents.amendments.places import Place
from documents.amendments.spared import Speaker, spared, spared_below, starts_plainly
from documents.messages import Message
from documents.model import Instrument, Provision
from documents.paths import contains
from documents.structure import write_text
from documents.text import without_quoted
from documents.wording.dates import date_at
from documents.wording.numbers import same_number
from documents.wording.unit_lists import Level

_FROM = re.compile(r"(?:kể\s+)?từ\s+(?:ngày\s*)?(?=\d)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:cho\s+)?đến\s+(?:hết\s+)?(?:ngày\s*)?(?=\d)", re.IGNORECASE)
# "… một số điều có hiệu lực từ ngày 01 tháng 7 năm 2013 của Luật …": a day in the name of another text
_OF_ANOTHER = re.compile(
    r"(?<!này )(?<!này sẽ )(?<!\w)(?:có\s+hiệu\s+lực|áp\s+dụng|thành\s+lập|ban\s+hành|thực\s+hiện|sinh|phát\s+sinh|nộp)"
    r"(?:\s+thi\s+hành)?,?\s*$",
    re.IGNORECASE,
)
_BEFORE_DAY = 40
_NAME = re.compile(r"(?<!\w)(?:tên|tiêu\s+đề)(?!\w)", re.IGNORECASE)
_ANNEXED = (Level.FORM, Level.APPENDIX)
_SIMPLE = {Verb.REPEAL: Action.REPEAL, Verb.SUSPEND: Action.SUSPEND, Verb.RESUME: Action.RESUME, Verb.EXPIRE: Action.EXPIRE}
_NO_TEXT = Message.of("doubt.new_text_not_found")
_UNQUOTED = Message.of("doubt.new_text_unquoted")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the operations of a sentence stand.

    :param words: the field of the provision that holds the sentence
    :param base: what has to be added to the offsets of the sentence
    """

    instrument: Instrument
    path: str
    field: str
    words: str
    base: int
    span: tuple[int, int]
    book: NameBook
    day: date | None
    annexes: Sequence[Provision] = ()  # the appendices and forms of the instrument
    phrases: "Source | None" = None  # where the quoted phrases stand, if the places are listed below them
    lead: "Source | None" = None  # the words above the list that this is an item of

    def quoted(self, span: tuple[int, int]) -> str:
        """The words of a quotation without its marks."""
        if self.phrases is not None:
            return self.phrases.quoted(span)
        text = self.words[self.base + span[0] : self.base + span[1]]
        return text.strip().strip('“”„«»‟"').strip()

    def evidence(self, start: int, end: int) -> Evidence:
        """The words from ``start`` to ``end`` of the sentence."""
        return _evidence(self.path, self.field, self.words, self.base + start, self.base + end)

    def annexed(self, place: Place) -> Provision | None:
        """The appendix or form of this instrument that a place means."""
        wanted = [node for node in self.annexes if node.kind is place.kind and _numbered(node, place.number)]
        return wanted[0] if len(wanted) == 1 else None

    def has_attached(self, operation: Operation) -> bool:
        """Whether the new text of an operation is an appendix of this instrument, and not quoted."""
        own = operation.places and all(place.rank in _ANNEXED and self.annexed(place) is not None for place in operation.places)
        return bool(own) and not _quotes_annex(self.words)


@lru_cache(maxsize=16)
def _quotes_annex(words: str) -> bool:
    return "\ue000" in words or re.search(r"[“\"]\s*(?:Phụ lục|Mẫu)", words) is not None


@lru_cache(maxsize=16)
def _evidence(path: str, field: str, words: str, start: int, end: int) -> Evidence:
    """One evidence for all the places that a sentence names: it may be long, and they many."""
    said = words[start:end].rstrip(" \n\t;,")
    bare = said.lstrip()
    return Evidence(path, start + len(said) - len(bare), start + len(said), bare, field)


def _numbered(node: Provision, number: str | None) -> bool:
    if number is None:
        return node.number is None or node.path.count("-") == 1
    return node.number is not None and same_number(node.number, number)


def effects_of(
    operations: Sequence[Operation], source: Source, blocks: Sequence[str], loose: Sequence[str], *, unclosed: bool = False
) -> tuple[Effect, ...]:
    """The effects of the operations of one sentence.

    :param blocks: the quoted new text that follows it
    :param loose: unquoted paragraphs that follow it
    :param unclosed: the quotation has no end, so that text may be missing
    """
    made: list[Effect] = []
    wanting = [operation for operation in operations if _quotes(operation)]
    inline = next((operation.inline for operation in wanting if operation.inline), None)
    blocks = [source.quoted(inline)] if inline and not blocks else blocks
    texts = _new_texts(wanting, source, blocks, loose, unclosed) if wanting else {}
    index = 0
    for operation in operations:
        if _quotes(operation):
            made.extend(texts.get(index, ()))
            index += 1
        else:
            made.extend(_plain(operation, source))
    if not made:
        return ()
    days = _days(source)
    return tuple(_dated(effect, *days) for effect in made)


def _quotes(operation: Operation) -> bool:
    gives_text = operation.verb in (Verb.REPLACE, Verb.INSERT, Verb.RETITLE, Verb.CORRECT)
    return gives_text and operation.phrase is None and not operation.results


def _target(place: Place, source: Source, operation: Operation) -> EffectTarget:
    named = source.book.known(place.instrument) if place.instrument is not None else None
    anchor = None
    if operation.anchors:
        anchor = operation.anchors[-1] if operation.position is not Position.BEFORE else operation.anchors[0]
    return EffectTarget(
        key=named.key if named else None,
        instrument=named.number if named else None,
        name=named.name if named else None,
        path=place.path,
        anchor=anchor.path if anchor else None,
        position=operation.position if anchor else None,
        part=place.part,
        paragraph=place.paragraph or None,
    )


def _effect(
    action: Action, place: Place, operation: Operation, source: Source, doubt: Message | None = None, **more: object
) -> Effect:
    doubt = doubt or operation.doubt or place.doubt
    if not place.complete:
        doubt = doubt or Message.of("doubt.article_unclear")
    if place.instrument is not None and place.instrument.this:
        doubt = doubt or Message.of("doubt.instrument_unclear")
    evidence = source.evidence(operation.start, operation.end)
    words = str(dict(doubt.values)["words"]) if doubt is not None and doubt.key == "doubt.excepted" else None
    goes_on = None
    if words and len(operation.places) == 1 and starts_plainly(evidence.text):
        goes_on = spared(words, place) or spared_below(words, place, Speaker(source.instrument, source.path))
    effect = Effect(
        action,
        _target(place, source, operation),
        evidence,
        certain=doubt is None,
        doubt=doubt,
        excepted=words,
        spared=goes_on.paths if goes_on else (),
        spared_until=goes_on.until if goes_on else None,
    )
    return replace(effect, **more)  # type: ignore[arg-type]


def _plain(operation: Operation, source: Source) -> Iterator[Effect]:
    if operation.phrase is not None:
        yield from _phrases(operation, source)
    elif operation.verb is Verb.RENUMBER:
        for index, place in enumerate(operation.places):
            result = operation.results[index] if index < len(operation.results) else None
            doubt = None if result is not None and result.number else Message.of("doubt.new_number_unclear")
            yield _effect(Action.RENUMBER, place, operation, source, doubt, new_number=result.number if result else None)
    elif operation.results:
        yield from _exchanged(operation, source)
    else:
        for place in operation.places:
            yield _effect(_SIMPLE[operation.verb], place, operation, source)


def _exchanged(operation: Operation, source: Source) -> Iterator[Effect]:
    even = len(operation.places) == len(operation.results)
    for place, result in zip_longest(operation.places, operation.results if even else ()):
        if place.path is None:
            yield _effect(Action.EXPIRE, place, operation, source)
            continue
        node = source.annexed(result) if result is not None else None
        if node is None:
            yield _effect(Action.REPLACE, place, operation, source, Message.of("doubt.new_annex_missing"))
            continue
        number = node.number if node.number and place.number and not same_number(node.number, place.number) else None
        yield _effect(Action.REPLACE, place, operation, source, new_text=write_text((node,)), new_path=node.path, new_number=number)


def _phrases(operation: Operation, source: Source) -> Iterator[Effect]:
    phrase = operation.phrase
    assert phrase is not None
    new = source.quoted(phrase.new) if phrase.new else None
    beside = source.quoted(phrase.beside) if phrase.beside else None
    olds = [source.quoted(span) for span in phrase.old] or [""]
    action = Action.APPEND if phrase.edge is Position.AFTER else Action.SUBSTITUTE_PHRASE
    action = Action.CORRECT if operation.verb is Verb.CORRECT else action
    places = operation.places
    doubt = None
    if not places:
        places = (Place(),)
        doubt = Message.of("doubt.words_place_unclear")
    for place in places:
        for old in olds:
            before, after = old, new or ""
            if beside is not None and phrase.side is Position.AFTER:
                before, after = joined(beside, old), joined(beside, after)
            elif beside is not None:
                before, after = joined(old, beside), joined(after, beside)
            effect = _effect(action, place, operation, source, doubt, new_text=new, phrase_from=before, phrase_to=after)
            if phrase.edge is not None:
                effect = replace(effect, target=replace(effect.target, position=phrase.edge))
            if not before and phrase.edge is None:
                effect = replace(effect, certain=False, doubt=Message.of("doubt.words_unclear"))
            yield effect


def _new_texts(
    operations: Sequence[Operation], source: Source, blocks: Sequence[str], loose: Sequence[str], unclosed: bool
) -> dict[int, list[Effect]]:
    paragraphs = _lines(blocks)
    doubt = Message.of("doubt.new_text_unclosed") if unclosed else None
    if not paragraphs and loose:
        paragraphs, doubt = _lines(loose), _UNQUOTED
    labels = [one for one in map(label, paragraphs) if one is not None]
    wanted = [(index, _titled(one, place)) for index, one in enumerate(operations) for place in one.places or _listed(one, labels)]
    found: dict[int, list[Effect]] = {index: [] for index in range(len(operations))}
    if not paragraphs:
        annexed = [(index, effect) for index, place in wanted if (effect := _annexed(operations[index], place, source)) is not None]
        for index, effect in annexed:
            found[index].append(effect)
        for index, place in wanted if not annexed else ():
            found[index].append(_effect(_action(operations[index], place), place, operations[index], source, _NO_TEXT))
        return found
    shares, beyond = share_out(paragraphs, [place for _, place in wanted])
    for (index, place), share in zip(wanted, shares, strict=True):
        found[index].append(_textual(operations[index], place, share.text, doubt or share.doubt, source))
    for share in beyond:
        first = wanted[0][0]
        replacing = replace(operations[first], verb=Verb.REPLACE, anchors=())
        found[first].append(_textual(replacing, share.place, share.text, share.doubt, source))
    return found


def _titled(operation: Operation, place: Place) -> Place:
    """Of a provision that gets another title its heading is meant."""
    if operation.verb is Verb.RETITLE and place.units and place.part is Part.WHOLE:
        return replace(place, part=Part.HEADING if place.rank >= Level.ARTICLE else Part.LEAD)
    return place


def _lines(blocks: Sequence[str]) -> list[str]:
    return [line.strip() for block in blocks for line in block.split("\n") if line.strip()]


def _annexed(operation: Operation, place: Place, source: Source) -> Effect | None:
    """An appendix or form that is new: its text is annexed to the amending instrument."""
    if operation.verb is not Verb.INSERT or place.rank not in _ANNEXED or (node := source.annexed(place)) is None:
        return None
    return _effect(_action(operation, place), place, operation, source, new_text=write_text((node,)), new_path=node.path)


def _listed(operation: Operation, labels: Sequence[Label]) -> tuple[Place, ...]:
    """The new provisions that "bổ sung ba điều vào sau Điều 5" means: those that the quoted text shows."""
    if operation.verb is not Verb.INSERT or not operation.anchors or not labels:
        return ()
    anchor, rank = operation.anchors[-1], labels[0].rank
    above = {level: number for level, number in anchor.units.items() if level > rank}
    return tuple(Place({**above, rank: found.number}, anchor.instrument) for found in labels if found.rank is rank)


def _action(operation: Operation, place: Place) -> Action:
    if operation.verb is Verb.CORRECT:
        return Action.CORRECT
    if operation.verb is Verb.INSERT:
        alone = place.part is Part.WHOLE and place.rank >= Level.ARTICLE
        return Action.INSERT if place.paragraph != 0 and (operation.anchors or alone) else Action.APPEND
    if place.part in (Part.HEADING, Part.TITLE) or (operation.verb is Verb.RETITLE and place.part is not Part.LEAD):
        return Action.RETITLE
    return Action.REPLACE


def _textual(operation: Operation, place: Place, text: str, doubt: Message | None, source: Source) -> Effect:
    if place.path is None and operation.verb is not Verb.RETITLE:
        doubt = doubt or Message.of("doubt.amended_unclear")
    action = _action(operation, place)
    if place.part is Part.LEAD and not text.endswith(":") and _NAME.search(source.evidence(operation.start, place.end).text):
        # The name of a clause without points may be all of it, or its first words.
        doubt = doubt or Message.of("doubt.part_unclear")
    effect = _effect(action, place, operation, source, doubt, new_text=text or None)
    if place.paragraph == 0:
        effect = replace(effect, target=replace(effect.target, part=Part.PARAGRAPH, position=operation.position))
    if not text:
        return replace(effect, certain=False, doubt=doubt or _NO_TEXT)
    if action is Action.RETITLE:
        bare = text if text.endswith("...") else text.removesuffix(".")
        return replace(effect, new_text=bare, new_heading=read_heading(text).rstrip(";"))
    first = label(text.split("\n", 1)[0]) if place.rank is Level.ARTICLE and place.part is Part.WHOLE else None
    if first and first.rank is Level.ARTICLE:
        heading = text.split("\n", 1)[0][first.end :].strip()
        return replace(effect, new_heading=heading if heading and "\n" in text else None)
    return effect


def _days(source: Source) -> tuple[date | None, date | None]:
    bare = _bare(source)
    start = _stated(bare, _FROM) or (_stated(_bare(source.lead), _FROM) if source.lead else None)
    return start or effective_day(source.instrument, source.path), _stated(bare, _UNTIL)


def _bare(source: Source) -> str:
    return without_quoted(source.words[source.base + source.span[0] : source.base + source.span[1]])


def _dated(effect: Effect, start: date | None, end: date | None) -> Effect:
    """When an effect takes place: as its own sentence says, else as the instrument says for the provision that orders it."""
    if effect.action.backwards:
        return effect
    if not effect.action.halts:
        end = None
    effect = replace(effect, effective_from=start, effective_to=end)
    if start is None and effect.action.ends and effect.target.path is None and effect.certain:
        return replace(effect, certain=False, doubt=Message.of("doubt.start_unclear"))  # nobody could say what holds today
    return effect


def _stated(text: str, pattern: re.Pattern[str]) -> date | None:
    for match in pattern.finditer(text):
        if pattern is _FROM and _OF_ANOTHER.search(text[max(0, match.start() - _BEFORE_DAY) : match.start()]):
            continue
        if found := date_at(text, match.end()):
            return found.day
    return None


def effective_day(instrument: Instrument, path: str) -> date | None:
    """The day from which a provision of an instrument has effect, as the instrument says."""
    general: date | None = None
    special: tuple[int, date] | None = None
    for period in instrument.metadata.effective:
        if period.start is None:
            continue
        if not period.scope:
            general = general or period.start
            continue
        for scope in period.scope:
            if contains(scope, path) and (special is None or len(scope) > special[0]):
                special = (len(scope), period.start)
    return special[1] if special else general
