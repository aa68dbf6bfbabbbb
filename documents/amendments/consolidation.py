"""Base and amendments to the text on a day, with what changed each provision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from documents.amendments.application import Batch, apply_batch
from documents.amendments.instruments import names
from documents.amendments.model import Action, Effect, Part
from documents.amendments.newtext import label
from documents.amendments.reading import read_effects
from documents.amendments.tree import ChangedBy, Forest, freeze, grow
from documents.identity.effect import read_effective
from documents.model import Instrument, Problem, ProblemCode, Provision
from documents.text import comparable

Amendment = tuple[Instrument, Sequence[Effect]]


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A consolidated text.

    :param provisions: the roots of the tree
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

    :param base: the instrument as it was
    :param amendments: amending instruments with their effects, in any order
    :param as_of: apply what has taken effect on this day; None applies everything
    """
    return _consolidate(base, amendments, as_of, ())


def _consolidate(base: Instrument, amendments: Sequence[Amendment], as_of: date | None, above: tuple[str, ...]) -> Consolidated:
    problems: list[Problem] = []
    pending: list[Effect] = []
    later: list[Effect] = []
    chosen: list[tuple[date, date, int, Instrument, list[tuple[int, Effect]]]] = []
    for index, (instrument, given) in enumerate(amendments):
        if instrument.key == base.key:
            problems.append(_circular(instrument, "chính nó"))
            continue
        effects = _as_amended(index, instrument, given, amendments, as_of, (*above, base.key), problems)
        on_base = [(number, effect) for number, effect in enumerate(effects) if targets(effect, base)]
        if not on_base:
            if not _is_for_another(effects, base, amendments):
                name = base.metadata.number or base.metadata.title or base.key
                message = f"Văn bản {_named(instrument)} không sửa đổi {name}; không có gì để áp dụng."
                problems.append(Problem(ProblemCode.MISSING_TARGET, message, instrument.key))
            continue
        days: dict[date, list[tuple[int, Effect]]] = {}
        for number, effect in on_base:
            if not effect.certain:
                if not _says_the_same(effect, base):
                    pending.append(effect)
                continue
            if effect.action is Action.CORRECT:
                days.setdefault(date.min, []).append((number, effect))
                continue
            if effect.effective_from is None and as_of is not None:
                pending.append(replace(effect, certain=False, doubt="Không rõ ngày có hiệu lực."))
                continue
            if as_of is not None and effect.effective_from is not None and effect.effective_from > as_of:
                later.append(effect)
                continue
            day = effect.effective_from or instrument.metadata.issued_on or date.max
            days.setdefault(day, []).append((number, effect))
        issued = instrument.metadata.issued_on or date.max
        chosen.extend((day, issued, index, instrument, batch) for day, batch in days.items())
    if not chosen:
        return Consolidated(base.provisions, {}, tuple(pending), tuple(later), (), tuple(problems))
    forest = Forest([grow(provision) for provision in base.provisions])
    ended: list[ChangedBy] = []
    for _, _, _, instrument, batch in sorted(chosen, key=lambda item: item[:3]):
        made = Batch(instrument, batch, problems, ended)
        apply_batch(forest, made)
        pending.extend(made.undone)
    changed = {node.path: tuple(node.changes) for node in forest.walk() if node.changes}
    provisions = tuple(freeze(root) for root in forest.roots)
    return Consolidated(provisions, changed, tuple(pending), tuple(later), tuple(ended), tuple(dict.fromkeys(problems)))


def _says_the_same(effect: Effect, base: Instrument) -> bool:
    """Whether a lead or heading that the new text only repeats is the one that the base has."""
    if effect.action not in (Action.REPLACE, Action.RETITLE) or effect.target.part not in (Part.LEAD, Part.HEADING):
        return False
    node = next((node for node in base.walk() if node.path == effect.target.path), None)
    if node is None or not effect.new_text:
        return False
    first = label(effect.new_text)
    new = comparable(effect.new_text[first.end :] if first is not None else effect.new_text)
    return new == comparable((node.heading or "") if effect.target.part is Part.HEADING else node.text)


def _as_amended(
    index: int,
    instrument: Instrument,
    given: Sequence[Effect],
    amendments: Sequence[Amendment],
    as_of: date | None,
    above: tuple[str, ...],
    problems: list[Problem],
) -> Sequence[Effect]:
    """The effects of an amendment as the other amendments leave it: an amendment may be amended before it takes effect."""
    own = [
        other
        for place, other in enumerate(amendments)
        if place != index and other[0].key != instrument.key and any(targets(effect, instrument) for effect in other[1])
    ]
    if not own:
        return given
    circle = [other for other in own if other[0].key in above]
    if circle or instrument.key in above:
        problems.append(_circular(instrument, _named((circle or own)[0][0])))
        own = [other for other in own if other[0].key not in above]
        if instrument.key in above or not own:
            return given
    # only what acts on this amendment, directly or through another one
    inner = _consolidate(
        instrument, [other for other in amendments if other[0].key != above[0] and other[0].key != instrument.key], as_of, above
    )
    problems.extend(
        problem for problem in inner.problems if problem.code is not ProblemCode.MISSING_TARGET or problem.place != instrument.key
    )
    if inner.provisions == instrument.provisions:
        return given
    effective = read_effective(inner.provisions, instrument.metadata.issued_on) or instrument.metadata.effective
    metadata = replace(instrument.metadata, effective=effective)
    return read_effects(replace(instrument, provisions=inner.provisions, metadata=metadata))


def _is_for_another(effects: Sequence[Effect], base: Instrument, amendments: Sequence[Amendment]) -> bool:
    """Whether an amendment acts on another one of the list."""
    return any(targets(effect, other) for effect in effects for other, _ in amendments if other.key != base.key)


def _named(instrument: Instrument) -> str:
    return instrument.metadata.number or instrument.metadata.title or instrument.key


def _circular(instrument: Instrument, other: str) -> Problem:
    return Problem(
        ProblemCode.CIRCULAR_AMENDMENT,
        f"Văn bản {_named(instrument)} và {other} sửa đổi lẫn nhau theo vòng tròn; vòng này không được áp dụng.",
        instrument.key,
    )


__all__ = ["ChangedBy", "Consolidated", "consolidate", "targets"]
