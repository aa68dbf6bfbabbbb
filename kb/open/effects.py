"""What a text does to others, as it is promised to other programs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.amendments import Effect, read_effects
from documents.model import Instrument
from documents.paths import contains
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument
from kb.interface.catalogue import VIETNAMESE
from kb.interface.contract import fields_json
from kb.law.effects.views import CORRECTED, EffectView, effects_of
from kb.law.references.lookup import against_base, instruments_of_base
from kb.open.objects import Json
from kb.open.relating import review_json
from kb.open.texts import load_stored

KnownEffects = dict[tuple[str, str, int, int], list[EffectView]]
"""The effects of a stored text as the base has them, by the place of their evidence."""


def effects_read(base: KnowledgeBase, instrument: Instrument) -> Sequence[Effect]:
    """The effects of a stored instrument, with what the base has against them, as they are stored and shown."""
    with base.session() as session:
        return against_base(session, read_effects(instrument), instruments_of_base(session))


def effects_json(read: Iterable[tuple[Instrument, Effect]], known: KnownEffects) -> tuple[list[Effect], Json]:
    """Effects, as certain as the base has them, and what `kb effects` says of them.

    :param known: what the base has of them, :func:`decided`; nothing of a file
    """
    found = [(instrument, *_as_stored(effect, known)) for instrument, effect in read]
    shown = [{**effect_json(effect), "by": by.key, **_decision_json(view)} for by, effect, view in found]
    return [effect for _, effect, _ in found], {"effects": shown}


def answer_effects(base: KnowledgeBase, key: str) -> Json:
    """What `kb effects` says of an instrument of the base, or of a provision of it."""
    named, path = load_stored(base, key)
    instrument = named.instrument
    read = [(instrument, one) for one in effects_read(base, instrument) if contains(path or "", one.evidence.path)]
    return effects_json(read, decided(base, instrument.key))[1]


def _as_stored(effect: Effect, known: KnownEffects) -> tuple[Effect, EffectView | None]:
    """An effect as certain as the base has it, and the row that it is there."""
    at = effect.evidence
    views = known.get((at.path, at.field, at.start, at.end), [])
    same = (place for place, view in enumerate(views) if view.target_path == (effect.target.path or ""))
    view = views.pop(next(same, 0)) if views else None
    return (replace(effect, certain=view.certain, doubt=view.doubt) if view else effect), view


def decided(base: KnowledgeBase, key: str) -> KnownEffects:
    """The effects of a stored instrument with what people decided, by their evidence, in the order of the text."""
    found: dict[tuple[str, str, int, int], list[EffectView]] = defaultdict(list)
    with base.session() as session:
        for view in effects_of(session, find_instrument(session, key).id):
            found[view.path, view.field, view.start, view.end].append(view)
    return found


def _decision_json(view: EffectView | None) -> Json:
    """What was decided of an effect, and by whom; of a file nothing."""
    if view is None:
        return {"state": None, **review_json(None, None, ())}
    corrected = sorted(view.correction or {}) if view.state == CORRECTED else ()
    return {"state": view.state if view.decided_by else None, **review_json(view.decided_by, view.decided_at, corrected)}


def target_key(effect: Effect) -> str | None:
    """The key of what an effect acts on; where no instrument is known, ``-/-/-/-`` stands for it."""
    target = effect.target
    if target.key is not None:
        return target.full_key
    return f"-/-/-/-#{target.path}" if target.path else None


def effect_json(effect: Effect) -> Json:
    """The ``effect`` object."""
    target = effect.target
    return {
        "action": str(effect.action),
        "target": target_key(effect),
        **fields_json(target, "instrument", "name", "part", "paragraph", "anchor", "position"),
        **fields_json(effect, "new_text", "new_heading", "new_number", "phrase_from", "phrase_to"),
        **fields_json(effect, "effective_from", "effective_to"),
        "backwards": effect.action.backwards,
        "certain": effect.certain,
        "doubt": effect.doubt and VIETNAMESE.write(effect.doubt),
        **fields_json(effect, "excepted", "spared", "spared_until", "listed"),
        "evidence": fields_json(effect.evidence, "path", "field", "start", "end", "text"),
    }
