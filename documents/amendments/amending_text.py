"""An amending instrument to the effects that it has on others."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from documents.amendments import grammar, quotations
from documents.amendments.certainty import ENDING_VERBS, with_doubts
from documents.amendments.effect import Action, Effect
from documents.amendments.effects import Source, effects_of
from documents.amendments.expired_lists import is_expired_list, read_expired_list
from documents.amendments.grammar import Verb
from documents.amendments.instruments import Named, book_of_names, read_named
from documents.amendments.operations import Operation, Statement
from documents.amendments.place_reading import read_places
from documents.amendments.places import Place
from documents.amendments.sentences import read_statement
from documents.amendments.spared import Speaker
from documents.messages import Message
from documents.model import Instrument, Kind, Provision
from documents.text import fold
from documents.wording.numbers import legible
from documents.wording.types import TYPE_NAME
from documents.wording.verbs import CHANGE, CORRECT, HALT

_SENTENCE = re.compile(r"(?<=[.])\s+(?=[A-ZĐÀ-Ỹ])")
_SKIPPED = (Kind.PREAMBLE, Kind.BASIS, Kind.RECIPIENTS, Kind.SIGNATURE, Kind.APPENDIX, Kind.FORM, Kind.TABLE, Kind.ATTACHMENT)
_AMENDING_TITLE = re.compile(rf"{CHANGE}|{CORRECT}|{HALT}\s+hiệu\s+lực", re.IGNORECASE)
_CORRECTS = re.compile(r"\s*(?:(?:ve )?viec |v/v )?dinh chinh(?!\w)")  # folded
_CHANGES = re.compile(rf"(?<!\w)(?:{CHANGE}|sửa|thay|{CORRECT}|chuyển|bỏ)(?!\w)", re.IGNORECASE)
_BEGINS_ORDER = re.compile(rf"\s*(?:{CHANGE}|sửa|thay|bỏ|{CORRECT}|{HALT}|chuyển|\()", re.IGNORECASE)
_SPARES_BELOW = re.compile(
    r"(?<!miễn )(?<!giảm )(?<!bù )(?<!khấu )(?<!loại )(?<!\w)trừ\s(?:(?!này(?!\w))[^.;:,]){1,80}"
    r"(?<!\w)(?:sau|sau\s+đây|dưới\s+đây)\s*:\s*$",
    re.IGNORECASE,
)
_NEEDS_TEXT = (Verb.REPLACE, Verb.INSERT, Verb.RETITLE, Verb.CORRECT)


def read_effects(instrument: Instrument) -> tuple[Effect, ...]:
    """What an instrument does to others, as its own words say.

    Never raises. What cannot be read with certainty comes with ``certain=False`` and the reason.

    :param instrument: an amending instrument, or any other: a closing article may repeal as well
    """
    listed = tuple(read_expired_list(instrument)) if is_expired_list(instrument) else ()
    return (*listed, *_Reader(instrument).read())


@dataclass(slots=True)
class _Waiting:
    operations: tuple[Operation, ...]
    context: Place | None
    source: Source
    blocks: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    unclosed: bool = False


class _Reader:
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.title = instrument.metadata.title or ""
        self.amending = bool(_AMENDING_TITLE.search(self.title))
        self.corrigendum = _CORRECTS.match(fold(self.title)) is not None
        self.day: date | None = instrument.metadata.issued_on
        preamble = [
            text for node in instrument.provisions if node.kind is Kind.PREAMBLE for text in (self.title, node.text, node.tail)
        ]
        provisions = (node for root in instrument.provisions if root.kind not in _SKIPPED for node in root.walk())
        words = (text for node in provisions for text in (node.heading or "", node.text) if text)
        self.book = book_of_names([self.title, *preamble], self.day, words)
        self.annexes = [node for node in instrument.walk() if node.kind in (Kind.APPENDIX, Kind.FORM)]
        self.found: list[Effect] = []
        self.quoted: range | None = None  # which of those found have the quotation that was read last

    def read(self) -> Iterator[Effect]:
        outer = Place({}, self._title_instrument()) if self.amending else Place()
        for root in self.instrument.provisions:
            self._provision(root, outer, None)
        return iter(self.found)

    def _title_instrument(self) -> Named | None:
        """The one instrument that the title names; None where it names several."""
        named: list[Named] = []
        at = 0
        for trigger in re.finditer(rf"(?<!\w)(?={TYPE_NAME})", self.title):
            if trigger.start() < at:
                continue
            found = read_named(self.title, trigger.start(), len(self.title))
            if found is not None and not found.this:
                named.append(self.book.known(found))
                at = max(found.skip, found.end)
        return named[0] if len(named) == 1 else None

    def _provision(self, node: Provision, outer: Place, pending: Operation | None, source: Source | None = None) -> None:
        if node.kind in _SKIPPED:
            return
        whole = self.corrigendum
        self.corrigendum = whole or _CORRECTS.match(fold(node.heading or node.text)) is not None
        self._read_provision(node, outer, pending, source)
        self.corrigendum = whole

    def _read_provision(self, node: Provision, outer: Place, pending: Operation | None, source: Source | None) -> None:
        if _BEGINS_ORDER.match(node.heading or node.text):
            self.quoted = None
        state = _State(outer, pending, source)
        before = len(self.found)
        for name, words in (("heading", node.heading or ""), ("text", node.text)):
            if words:
                self._scan(self._source(node, name, words), state)
        quotes = state.waiting is not None and bool(state.waiting.blocks)
        orders = state.opened is not None or state.waiting is not None or state.outer != outer
        if state.waiting is not None and node.children and not quotes:
            self._descend(node, state)
        else:
            self._flush(state)
            if not state.spares:
                self._below(node, state.outer, state.pending, state.source, orders)
        state.spares = False
        if node.tail:
            last, count = self.quoted, len(self.found)
            self._scan(self._source(node, "tail", node.tail), state)
            if orders and state.waiting is None and not self._orders_since(count):
                self._cut_short(last)
        self._flush(state)
        if state.opened is not None and len(self.found) == before:
            self._give(state.opened)

    def _below(self, node: Provision, outer: Place, pending: Operation | None, source: Source | None, orders: bool) -> None:
        """Read the children of a provision. Where it orders changes, a child that orders none is the rest of a quotation."""
        for child in node.children:
            last, count = self.quoted, len(self.found)
            self._provision(child, outer, pending, source)
            if orders and not self._orders_since(count) and not _BEGINS_ORDER.match(child.heading or child.text):
                self._cut_short(last)

    def _orders_since(self, count: int) -> bool:
        return any(effect.certain or effect.target.path is not None for effect in self.found[count:])

    def _cut_short(self, quoted: range | None) -> None:
        """What follows a quotation orders nothing: the new text may have been closed too early."""
        for index in quoted or ():
            effect = self.found[index]
            self.found[index] = replace(effect, certain=False, doubt=effect.doubt or Message.of("doubt.text_after"))

    def _descend(self, node: Provision, state: "_State") -> None:
        """Operations whose children give the details; where these order nothing, the words are to be reviewed."""
        waiting, state.waiting = state.waiting, None
        assert waiting is not None
        outer = _merge(state.outer, waiting.context)
        before = len(self.found)
        listed = next((operation for operation in waiting.operations if operation.listed), None)
        self._below(node, outer, state.pending or listed, state.source, orders=True)
        if len(self.found) == before:
            self._give(waiting)
        if waiting.context is not None and waiting.context.instrument is not None:
            state.outer = Place(state.outer.units, waiting.context.instrument)

    def _source(self, node: Provision, name: str, words: str) -> Source:
        return Source(self.instrument, node.path, name, words, 0, (0, len(words)), self.book, self.day, self.annexes)

    def _scan(self, source: Source, state: "_State", stop: int | None = None) -> None:
        """Read the words of a source, from its base up to ``stop``, paragraph by paragraph."""
        inner = source.words[source.base : stop]
        quoted = quotations.find(inner)
        masked = legible(quotations.mask(inner, quoted))
        start = 0
        for line in masked.split("\n"):
            end = start + len(line)
            at = start
            first = bisect_left(quoted, start, key=lambda quotation: quotation.start)
            for block in quoted[first : bisect_left(quoted, end, key=lambda quotation: quotation.start)]:
                if not block.block:
                    continue
                self._sentences(source, masked, at, block.start, state)
                self._block(source, inner, block, state)
                at = block.end
            self._sentences(source, masked, at, end, state)
            start = end + 1

    def _block(self, source: Source, inner: str, block: quotations.Quotation, state: "_State") -> None:
        waiting = state.waiting
        quoted = block.words(inner)
        if waiting is None or _orders(quoted, state.outer):
            # Operations that are themselves put in quotation marks; other quoted words order nothing.
            if _orders(quoted, state.outer):
                stop = source.base + (block.end - 1 if block.closed else block.end)
                self._flush(state)
                self._scan(replace(source, base=source.base + block.start + 1), state, stop)
            return
        after = inner[block.end : block.end + 1]
        if after == "." and quoted and quoted[-1] not in ".;:,!?…" and block.closed:
            quoted += "."  # the full stop of the new text stands behind the mark
        waiting.blocks.append(quoted)
        waiting.unclosed = waiting.unclosed or not block.closed

    def _sentences(self, source: Source, masked: str, start: int, end: int, state: "_State") -> None:
        at = start
        while at < end:
            split = _SENTENCE.search(masked, at, end)
            stop = split.start() if split else end
            if masked[at:stop].strip(' .,;:/)]”»"'):
                self._sentence(replace(source, span=(at, stop)), masked, state)
            at = split.end() if split else end

    def _sentence(self, source: Source, masked: str, state: "_State") -> None:
        if state.spares:
            return
        start, end = source.span
        statement = read_statement(masked, start, end, state.outer, state.pending)
        if not statement.operative:
            if state.waiting is not None:
                state.waiting.loose.append(source.words[source.base + start : source.base + end].strip())
            else:
                self._unread(source, masked, state)
            return
        waiting = state.waiting
        if waiting is not None and not waiting.blocks and not waiting.loose:
            # "Điều 58. Sửa đổi, bổ sung khoản 1 Điều 73 của Luật …" only announces what its text orders
            state.waiting, state.opened = None, waiting
            state.outer = _merge(state.outer, waiting.context)
            statement = _at(read_statement(masked, start, end, state.outer, state.pending), waiting)
        statement = with_doubts(statement, masked, end, Speaker(self.instrument, source.path))
        if _SPARES_BELOW.search(masked, start, end) and _ends(statement):
            # "Bãi bỏ Thông tư số …, trừ các nội dung sau:": what is listed below is not ended
            statement, state.spares = replace(statement, pending=None), True
        self._flush(state)
        below = grammar.BELOW.search(masked, start, end) is not None and not state.spares
        self._carry_out(statement, source, state, below)

    def _carry_out(self, statement: Statement, source: Source, state: "_State", below: bool) -> None:
        """What a sentence orders is given, or waits for the words below it."""
        if state.pending is not None and state.pending.verb in ENDING_VERBS:
            source = replace(source, lead=state.source)
        if state.source is not None and any(_is_listed(operation, state.pending) for operation in statement.operations):
            source = replace(source, phrases=state.source)
        wanting = tuple(
            operation
            for operation in statement.operations
            if _wants_text(operation, source) or (below and _names_a_part(operation))
        )
        ready = tuple(operation for operation in statement.operations if operation not in wanting)
        self._give_all(ready, source)
        if wanting:
            state.waiting = _Waiting(wanting, statement.context, source)
            if part := next((operation for operation in wanting if below and _names_a_part(operation)), None):
                state.pending, state.source = replace(part, places=(), doubt=None, listed=True), source
        elif source.field == "heading" or statement.pending is not None or not statement.operations:
            state.outer = _merge(state.outer, statement.context)
        if statement.pending is not None:
            state.pending, state.source = replace(statement.pending, listed=True), source
            state.outer = _merge(state.outer, statement.context)

    def _unread(self, source: Source, masked: str, state: "_State") -> None:
        """A sentence of an amending act that quotes words and names places, but whose order was not understood: for review."""
        start, end = source.span
        if not self.amending or quotations.MASK not in masked[start:end] or not _CHANGES.search(masked, start, end):
            return
        places = [place for place in read_places(masked, start, end, state.outer) if place.units and place.instrument is not None]
        if places and not any(place.instrument is not None and place.instrument.this for place in places):
            doubt = Message.of("doubt.operation_unclear")
            self._give_all((Operation(Verb.REPLACE, (places[0],), start, end, doubt=doubt),), source)

    def _flush(self, state: "_State") -> None:
        waiting, state.waiting = state.waiting, None
        if waiting is not None:
            self._give(waiting)

    def _give(self, waiting: _Waiting) -> None:
        start = len(self.found)
        self._add(effects_of(waiting.operations, waiting.source, waiting.blocks, waiting.loose, unclosed=waiting.unclosed))
        self.quoted = range(start, len(self.found)) if waiting.blocks else None
        if waiting.loose:
            self._cut_short(self.quoted)

    def _give_all(self, operations: tuple[Operation, ...], source: Source) -> None:
        if operations:
            self.quoted = None
            self._add(effects_of(operations, source, (), ()))

    def _add(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            if self.corrigendum and effect.action in (Action.REPLACE, Action.SUBSTITUTE_PHRASE, Action.RETITLE):
                effect = replace(effect, action=Action.CORRECT, effective_from=None)
            if effect.target.key is None and not effect.target.name:
                if not self.amending:
                    continue  # "bổ sung khoản 2 …" in an act that amends nothing is about something else
                effect = replace(effect, certain=False, doubt=effect.doubt or Message.of("doubt.instrument_unclear"))
            self.found.append(effect)


@dataclass(slots=True)
class _State:
    """Where the reading of one provision stands.

    :param spares: what follows is left out of an ending
    """

    outer: Place
    pending: Operation | None
    source: Source | None = None
    waiting: _Waiting | None = None
    opened: _Waiting | None = None
    spares: bool = False


def _ends(statement: Statement) -> bool:
    pending = [statement.pending] if statement.pending is not None else []
    return any(operation.verb in ENDING_VERBS for operation in (*statement.operations, *pending))


def _at(statement: Statement, opened: _Waiting) -> Statement:
    """A statement whose words change where the sentence above says: "Sửa đổi khoản 3 Điều 10 như sau: Thay cụm từ “A” bằng “B”"."""
    if len(opened.operations) != 1 or not opened.operations[0].places:
        return statement
    places = opened.operations[0].places
    operations = tuple(
        replace(one, places=places) if one.phrase is not None and not one.places else one for one in statement.operations
    )
    return replace(statement, operations=operations)


def _is_listed(operation: Operation, pending: Operation | None) -> bool:
    return pending is not None and pending.phrase is not None and operation.phrase is pending.phrase


def _orders(quoted: str, outer: Place) -> bool:
    """Whether quoted words are themselves operations ("“a) Thay thế cụm từ “A” bằng “B” tại …”")."""
    first = quoted.split("\n", 1)[0]
    spans = quotations.find(first)
    masked = quotations.mask(first, spans)
    if fold(masked.lstrip(' "“'))[:4] == "dieu":
        return False
    statement: Statement = read_statement(masked, 0, len(masked), outer)
    return any(operation.verb is Verb.SWAP and operation.places for operation in statement.operations)


def _wants_text(operation: Operation, source: Source) -> bool:
    if operation.verb not in _NEEDS_TEXT or operation.phrase is not None or operation.results or operation.inline:
        return False
    return not source.has_attached(operation)


def _names_a_part(operation: Operation) -> bool:
    """Whether "một phần Thông tư số …" leaves it to what follows which part is meant."""
    return operation.verb is Verb.REPEAL and operation.doubt is not None and all(not place.units for place in operation.places)


def _merge(outer: Place, said: Place | None) -> Place:
    """The context of what is below: what a statement says, within what was said above it."""
    if said is None:
        return outer
    if said.instrument is None:
        return Place(said.units or outer.units, outer.instrument)
    return Place(said.units, said.instrument)
