"""Cards of the review queue: what a text says that it does, the sentence, and what was decided about it."""

from collections.abc import Sequence

from markupsafe import Markup

from documents.comparison import diff_words, plain_text
from documents.paths import split_key
from documents.wording.actions import Action
from kb.database.reading.reader import LoadedVersion
from kb.database.storing.seen import mark_of
from kb.interface.catalogue import Catalogue
from kb.law.derivation.decisions import DecisionLine
from kb.law.effects.agreement import Agreement, Verdict
from kb.law.effects.groups import LogLine
from kb.law.effects.relations import RelationView
from kb.law.effects.views import FOUND, EffectView
from kb.pages.kit import data
from kb.pages.kit.bar import may
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros, relation_sign, sides

SIGNS = {
    "replace": "±",
    "insert": "+",
    "append": "+",
    "retitle": "±",
    "substitute_phrase": "⇄",
    "renumber": "#",
    "repeal": "✕",
    "suspend": "‖",
    "resume": "▶",
    "correct": "✓",
    "expire": "✕",
}
DECISIONS = (("accept", "c"), ("correct", "s"), ("reject", "b"))
_HTML = macros("cards")
_LONG = 700


def effect_card(
    frame: Frame,
    effect: EffectView,
    target: LoadedVersion | None = None,
    log: Sequence[DecisionLine] = (),
    still: bool = False,
    agreement: Agreement | None = None,
) -> Markup:
    """An effect, with the words it would put in and how they differ from those in the base.

    :param target: the text that is changed, as it was read before
    :param still: only to look at, without buttons
    :param agreement: what other sources say of it
    """
    say = frame.say
    when = say("review.from_day", day=say.day(effect.effective_from))
    if effect.effective_to:
        when += " " + say("review.until_day", day=effect.effective_to)
    sure = say("review.certain") if effect.certain else f"{say('review.doubtful')}: {say.write(effect.doubt or '')}"
    agrees = agreement_words(frame, effect, agreement) if agreement else None
    about = {"when": when, "sure": (effect.certain, sure), "agrees": agrees, "new": _new_words(say, effect, target)}
    return _card(frame, effect, log or _last(effect), still, SIGNS.get(effect.action, "·"), say(f"action.{effect.action}"), **about)


def relation_card(frame: Frame, relation: RelationView, still: bool = False) -> Markup:
    """A relation and the sentence that states it.

    :param still: only to look at, without buttons
    """
    words = frame.say(f"relation.{relation.called}_out")
    return _card(frame, relation, _last(relation), still, relation_sign(relation.called), words)


def _card(
    frame: Frame, view: EffectView | RelationView, log: Sequence[DecisionLine], still: bool, sign: str, words: str, **about: object
) -> Markup:
    """The card; its buttons send along what was shown, see `kb.database.storing.seen`.

    :param about: what the template says of an effect besides
    """
    source = data.place_in(view.path, data.name_of_key(view.source, view.source_name))
    lines = [decision_line(frame.say, line) for line in log]
    still = still or not may("accept", "effect")
    item = "" if still else item_id(view)
    offered = [one for one in DECISIONS if one[0] != "correct" or isinstance(view, EffectView)]
    state = view.state, still, view.state == FOUND, offered
    return _HTML.card(frame, view, item, mark_of(view), sign, words, _target(frame, view), source, state, lines, **about)


def agreement_words(frame: Frame, effect: EffectView, found: Agreement) -> tuple[str, str, str]:
    """What other sources say of an effect: a style, a sign and a sentence."""
    say = frame.say
    style, sign = {Verdict.AGREES: ("yes", "✓"), Verdict.DISAGREES: ("no", "≠")}.get(found.verdict, ("open", "?"))
    by = (
        str(effect.body["by"])
        if effect.body.get("listed") and effect.body.get("by")
        else data.name_of_key(effect.source, effect.source_name)
    )
    kind = say(f"source.{found.kind}") if found.kind else ""
    return style, sign, say(f"agree.{found.reason}", source=kind, by=by, day=say.day(found.day))


def item_id(view: EffectView | RelationView) -> str:
    """How a card is named for the page's script."""
    return f"{'effect' if isinstance(view, EffectView) else 'relation'}-{view.id}"


def _last(view: EffectView | RelationView) -> list[DecisionLine]:
    """The decision that holds, where the log is not at hand."""
    if view.decided_by is None or view.decided_at is None:
        return []
    return [DecisionLine(view.decided_at, view.decided_by, view.state)]


def _target(frame: Frame, view: EffectView | RelationView) -> Markup:
    key = split_key(view.target)[0] if view.target else None
    name = data.name_of_key(key, view.target_name)
    words = data.place_in(view.target_path, name) or "?"
    if key and view.target_id is not None:
        return KIT.text(frame, key, view.target_path, words)
    return _HTML.gone(frame.say, words)


def _new_words(say: Catalogue, effect: EffectView, target: LoadedVersion | None) -> Markup:
    """The new words; against those before where both are there."""
    body = effect.body
    if body.get("phrase_from") or body.get("phrase_to"):
        old_words, new_words = str(body.get("phrase_from") or ""), str(body.get("phrase_to") or "")
        return KIT.sides(*sides(diff_words(old_words, new_words), say))
    text = str(body.get("new_text") or "")
    if not text:
        named = ("new_heading", "new_number")
        return _HTML.named([(say(f"review.{name}"), str(body[name])) for name in named if body.get(name)])
    summary, inner = say("review.new_text"), _HTML.new(text)
    old = target.provision(effect.target_path) if target and effect.target_path else None
    if effect.action in (Action.REPLACE, Action.CORRECT) and target is not None and old is not None:
        start = target.version.valid_from
        summary = say("review.words_from", day=start) if start else say("review.words_now")
        inner = KIT.sides(*sides(diff_words(plain_text(old), text), say))
    return _HTML.folded(len(text) < _LONG, summary, inner)


def decision_line(say: Catalogue, line: DecisionLine) -> str:
    """Who decided what, and when."""
    moment = say.moment(line.at)
    return say("review.done_by", decision=decision_words(say, line.decision), author=line.author, moment=moment)


def decision_words(say: Catalogue, decision: str) -> str:
    """What was decided; a decision that was taken back leaves the thing unreviewed."""
    return say("review.taken_back") if decision == FOUND else say(f"review.state_{decision}")


def log_html(frame: Frame, lines: Sequence[LogLine]) -> Markup:
    """The log of all decisions, the last one first."""
    say, rows = frame.say, []
    for line in lines:
        kind = f"action.{line.what}" if line.subject == "effect" else f"relation.{line.what}_out"
        what = f"{say(kind)} · {line.target or ''}" if line.what and say.has(kind) else ""
        if line.batch is not None:
            what = say("group.log", count=line.count, target=line.target or "")
        moment, decision = say.moment(line.at), decision_words(say, line.decision)
        rows.append((moment, line.author, decision, what, line.source, data.name_of_key(line.source, line.source_name)))
    return _HTML.log(frame, rows)
