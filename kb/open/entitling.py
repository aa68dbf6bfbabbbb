"""What support somebody may have, as it is promised to other programs."""

from collections.abc import Mapping
from typing import Any

from kb.base import KnowledgeBase
from kb.entitlements.answers import Answer, CardAnswer, entitled
from kb.entitlements.binding import Checked
from kb.entitlements.checking import Checks
from kb.entitlements.facts import language_of_question, read_situation
from kb.entitlements.model import About
from kb.entitlements.revisions import desk_of
from kb.interface.catalogue import VIETNAMESE, Catalogue
from kb.interface.contract import fields_json
from kb.open.objects import Json, iso


def answer_json(answer: Answer, language: str) -> Json:
    """The answer as the contract has it."""
    return {
        "regimes": [
            {"key": regime.value, "why": why, "basis": _basis_json(answer.regime_basis, language)} for regime, why in answer.regimes
        ],
        "cards": [_card_json(item, language) for item in answer.cards],
        "ask_next": list(answer.ask_next),
    }


def _card_json(item: CardAnswer, language: str) -> Json:
    words = Catalogue(language)
    shown = {(said.basis.binding.key, said.basis.quote): said.basis for said in item.statements}
    for rule in item.rules:
        if not any(key == rule.binding.key for key, _ in shown):
            shown[rule.binding.key, rule.quote] = rule
    return {
        "card": item.card.id,
        "title": item.card.title(language),
        "regime": item.regime.value,
        "verdict": item.verdict.value,
        "needs": list(item.needs),
        "why": item.why,
        "amount": {
            **fields_json(item.amount, "text", "value", "unit"),
            "from": iso(item.amount.period.first),
            "to": iso(item.amount.period.last),
            "known": item.amount.known,
            "values": [{"region": name, "value": value} for name, value in item.amount.values],
        },
        "duration": " ".join(item.texts(About.DURATION)) or None,
        "papers": item.texts(About.PAPERS),
        "where": " ".join(item.texts(About.WHERE)) or None,
        "decides": " ".join(item.texts(About.DECIDES)) or None,
        "days": " ".join(item.texts(About.DAYS)) or None,
        "say": item.say,
        "confidence": {"level": item.trust.value, "text": words(f"cards.trust_{item.trust.value}")},
        "basis": [_basis_json(basis, language) for basis in shown.values()],
        "stale": [
            {"key": basis.key, "problem": flaw.value, "text": words(f"cards.flaw_{flaw.value}")}
            for basis in item.stale
            if (flaw := basis.flaw) is not None
        ],
        "changed": [
            {**fields_json(one, "key", "path", "name", "reviewed", "ends"), "from": iso(one.start)} for one in item.changed
        ],
        "conflicts": [
            {
                "id": conflict.conflict.id,
                "text": conflict.conflict.text(language),
                "sides": [{"text": text, **_basis_json(basis, language)} for text, basis in conflict.sides],
            }
            for conflict in item.conflicts
        ],
        "who": item.texts(About.WHO),
        "what": item.texts(About.WHAT),
        "conditions": item.texts(About.CONDITION),
        "warnings": item.texts(About.WARNING),
        "notes": item.texts(About.NOTE),
        "statements": [
            {
                "about": said.statement.about.value,
                "text": said.text,
                "key": said.basis.key,
                "confidence": said.basis.binding.confidence.value,
                "problem": flaw.value if (flaw := said.basis.flaw) else None,
                "from": iso(said.statement.period.first),
                "to": iso(said.statement.period.last),
            }
            for said in item.statements
        ],
        "missing": [
            {"text": missing.text(language), "key": missing.source.key, "name": missing.source.name(language), "held": held}
            for missing, held in item.missing
        ],
        "follows_own_law": item.own_law,
        "verified": {"by": item.card.verified.by, "on": iso(item.card.verified.on)},
        "edited": {
            **fields_json(item.edit, "revision", "by", "at", "why", "shipped_changed"),
            "mistakes": [VIETNAMESE.write(mistake) for mistake in item.edit.wrong],
        }
        if item.edit
        else None,
    }


def _basis_json(shown: Checked, language: str = "vi") -> Json:
    status = shown.answer.status if shown.answer else None
    return {
        "key": shown.key,
        "name": shown.binding.source.name(language),
        "quote": shown.quote,
        "status": status.code.value if status else "unknown",
        "wording": status.wording.value if status else "unknown",
        "confidence": shown.binding.confidence.value,
    }


def answer_entitled(base: KnowledgeBase, told: Mapping[str, Any]) -> Json:
    """What `kb entitled` says. What is told of a caller stays in the process.

    :param told: facts by their names, ``as_of`` and ``language``
    :raises SituationError: something told cannot be
    """
    language = language_of_question(told)
    situation = read_situation(told)
    with base.session() as session:
        desk = desk_of(session)
        return answer_json(entitled(Checks(session, desk), desk, situation, language), language)
