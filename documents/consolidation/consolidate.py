"""Base and amendments to the text on a day, with what changed each provision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from documents.amendments.amending_text import read_effects
from documents.amendments.checks import label
from documents.amendments.effect import Action, Effect, Part
from documents.amendments.instruments import names
from documents.consolidation.application import apply_batch
from documents.consolidation.tree import Batch, ChangedBy, Forest, freeze, grow
from documents.identity.effect import read_effective
from documents.messages import Message
from documents.model import Instrument, Problem, ProblemCode, Provision
from documents.paths import UNKNOWN, contains, key_parts
from documents.text import comparable

Amendment = tuple[Instrument, Sequence[Effect]]


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A consolidated text.

    :param changed_by: by provision path: what changed it, in order
    :param pending: effects on this base that were not applied, because they are not certain, have no date, or do not fit the base
    :param later: certain effects that take place after the day asked about
    :param ended: what repealed or replaced the whole instrument
    :param problems: what could not be applied, and what stands in a circle
    """

    provisions: tuple[Provision, ...]
    changed_by: Mapping[str, tuple[ChangedBy, ...]] = field(default_factory=dict)
    pending: tuple[Effect, ...] = ()
    later: tuple[Effect, ...] = ()
    ended: tuple[ChangedBy, ...] = ()
    problems: tuple[Problem, ...] = ()


def targets(effect: Effect, instrument: Instrument) -> bool:
    """Whether an effect is on this instrument."""
    return names(effect.target.key, effect.target.instrument, effect.target.name, instrument)


def consolidate(base: Instrument, amendments: Sequence[Amendment], as_of: date | None = None) -> Consolidated:
    """The text of an instrument with its amendments.

    Never raises. An amendment that is itself amended by another of them is taken as amended.

    :param amendments: amending instruments with their effects, in any order
    :param as_of: apply what has taken effect on this day; None applies everything
    """
    return _consolidate(base, amendments, as_of, _Acts(amendments))


class _Acts:
    """All amending acts that were given: which of them amends which."""

    def __init__(self, amendments: Sequence[Amendment]) -> None:
        self.all = amendments
        keys = {instrument.key for instrument, _ in amendments}
        self.amended_by = {
            instrument.key: {
                other.key
                for other, _ in amendments
                if other.key != instrument.key and any(targets(effect, other) for effect in effects)
            }
            for instrument, effects in amendments
        }
        self.in_circle = {key for key in keys if self._reaches(key, key, set())}

    def _reaches(self, start: str, wanted: str, seen: set[str]) -> bool:
        for key in self.amended_by.get(start, ()):
            if key == wanted:
                return True
            if key not in seen:
                seen.add(key)
                if self._reaches(key, wanted, seen):
                    return True
        return False

    def on(self, instrument: Instrument) -> list[Amendment]:
        return [given for given in self.all if instrument.key in self.amended_by.get(given[0].key, ())]


def _consolidate(base: Instrument, amendments: Sequence[Amendment], as_of: date | None, acts: _Acts) -> Consolidated:
    problems: list[Problem] = []
    pending: list[Effect] = []
    later: list[Effect] = []
    chosen: list[tuple[date, date, int, Instrument, list[tuple[int, Effect]]]] = []
    for index, (instrument, given) in enumerate(amendments):
        if instrument.key == base.key:
            problems.append(_circular(instrument))
            continue
        effects = _as_amended(instrument, given, as_of, acts, problems)
        on_base = [(number, effect) for number, effect in effects if targets(effect, base)]
        if not on_base:
            if not acts.amended_by[instrument.key]:
                name = base.metadata.number or base.metadata.title or base.key
                message = Message.of("problem.amends_another", by=_named(instrument), base=name)
                problems.append(Problem(ProblemCode.MISSING_TARGET, message, instrument.key))
            continue
        days: dict[date, list[tuple[int, Effect]]] = {}
        issued = instrument.metadata.issued_on or date.max
        for number, effect in on_base:
            effect = _held_against(effect, base)
            if not effect.certain:
                pending.extend([] if _says_the_same(effect, base) else [effect])
            elif effect.action.backwards:
                days.setdefault(date.min, []).append((number, effect))
            elif effect.effective_from is None and as_of is not None:
                pending.append(replace(effect, certain=False, doubt=Message.of("doubt.start_unclear")))
            elif as_of is not None and effect.effective_from is not None and effect.effective_from > as_of:
                later.append(effect)
            else:
                days.setdefault(effect.effective_from or issued, []).append((number, effect))
        chosen.extend((day, issued, index, instrument, batch) for day, batch in days.items())
    if not chosen:
        return Consolidated(base.provisions, {}, tuple(pending), tuple(later), (), tuple(problems))
    ended: list[ChangedBy] = []
    batches = [Batch(instrument, batch, problems, ended) for *_, instrument, batch in sorted(chosen, key=lambda item: item[:3])]
    return _applied(base, batches, pending, later, problems, ended)


def _applied(
    base: Instrument,
    batches: Sequence[Batch],
    pending: list[Effect],
    later: Sequence[Effect],
    problems: Sequence[Problem],
    ended: Sequence[ChangedBy],
) -> Consolidated:
    forest = Forest([grow(provision) for provision in base.provisions])
    for batch in batches:
        apply_batch(forest, batch)
        pending.extend(batch.undone)
    changed = {node.path: tuple(node.changes) for node in forest.walk() if node.changes}
    provisions = tuple(freeze(root) for root in forest.roots)
    return Consolidated(provisions, changed, tuple(pending), tuple(later), tuple(ended), tuple(dict.fromkeys(problems)))


def _held_against(effect: Effect, base: Instrument) -> Effect:
    """An effect that names the base by its number, but another day than its own, is not certain: it may mean another text."""
    parts, issued = key_parts(effect.target.key or ""), base.metadata.issued_on
    if not effect.certain or parts is None or issued is None or parts.date in (UNKNOWN, issued.isoformat()):
        return effect
    if any(key_parts(key) == parts for key in (base.key, *base.aliases)):
        return effect
    return replace(effect, certain=False, doubt=Message.of("doubt.base_of_another_day", day=issued))


def _says_the_same(effect: Effect, base: Instrument) -> bool:
    if effect.action not in (Action.REPLACE, Action.RETITLE) or effect.target.part not in (Part.LEAD, Part.HEADING):
        return False
    node = next((node for node in base.walk() if node.path == effect.target.path), None)
    if node is None or not effect.new_text:
        return False
    first = label(effect.new_text)
    new = comparable(effect.new_text[first.end :] if first is not None else effect.new_text)
    return new == comparable((node.heading or "") if effect.target.part is Part.HEADING else node.text)


def _as_amended(
    instrument: Instrument, given: Sequence[Effect], as_of: date | None, acts: _Acts, problems: list[Problem]
) -> list[tuple[int, Effect]]:
    """The effects of an amendment as the other amendments leave it: an amendment may be amended before it takes effect."""
    own = acts.on(instrument)
    if instrument.key in acts.in_circle:
        problems.append(_circular(instrument))
        doubt = Message.of("doubt.in_circle")
        return [(number, replace(effect, certain=False, doubt=doubt)) for number, effect in enumerate(given)]
    if not own:
        return list(enumerate(given))
    inner = _consolidate(instrument, own, as_of, acts)
    problems.extend(inner.problems)
    if inner.provisions == instrument.provisions:
        return list(enumerate(given))
    effective = read_effective(inner.provisions, instrument.metadata.issued_on) or instrument.metadata.effective
    metadata = replace(instrument.metadata, effective=effective)
    now = read_effects(replace(instrument, provisions=inner.provisions, metadata=metadata))
    return _merged(given, read_effects(instrument), now, tuple(inner.changed_by))


def _merged(
    given: Sequence[Effect], before: Sequence[Effect], now: Sequence[Effect], changed: Sequence[str]
) -> list[tuple[int, Effect]]:
    """The given effects with what the changed provisions of their act order now.

    What an act ordered that was not given stays out, for a reviewer may have rejected it.

    :param before: all effects of the act as it was, ``now`` as it is
    :param changed: the paths of its provisions that were changed
    """
    was = {_signature(effect): effect for effect in before}
    twins = {_signature(effect): effect for effect in now}
    withheld = set(was) - {_signature(effect) for effect in given}
    places: dict[str, int] = {}
    found: list[tuple[int, Effect]] = []
    for number, effect in enumerate(given):
        places.setdefault(effect.evidence.path, number)
        if _below(effect.evidence.path, changed):
            continue
        old, new = was.get(_signature(effect)), twins.get(_signature(effect))
        if old is not None and new is not None and effect.effective_from == old.effective_from:
            effect = replace(effect, effective_from=new.effective_from)
        found.append((number, effect))
    for effect in now:
        if _below(effect.evidence.path, changed) and _signature(effect) not in withheld:
            found.append((places.get(effect.evidence.path, len(given)), effect))
    return found


def _signature(effect: Effect) -> tuple[str, Action, str | None, Part, str | None]:
    return effect.evidence.path, effect.action, effect.target.path, effect.target.part, effect.phrase_from


def _below(path: str, above: Sequence[str]) -> bool:
    return any(contains(one, path) for one in above)


def _named(instrument: Instrument) -> str:
    return instrument.metadata.number or instrument.metadata.title or instrument.key


def _circular(instrument: Instrument) -> Problem:
    return Problem(
        ProblemCode.CIRCULAR_AMENDMENT,
        Message.of("problem.circular_amendment", by=_named(instrument)),
        instrument.key,
    )
