"""Cards of the review queue: what a text says that it does, the sentence, and what was decided about it."""

from collections.abc import Sequence
from html import escape

from documents.actions import Action
from documents.citing import cite
from documents.comparison import diff_words, plain_text
from documents.model import Provision
from documents.paths import split_key
from kb.database.reading.reader import LoadedVersion
from kb.database.storing.seen import mark_of
from kb.interface.catalogue import Catalogue
from kb.interface.days import in_vietnam
from kb.law.decisions import DecisionLine
from kb.law.effects import FOUND, EffectView
from kb.law.queue import LogLine
from kb.law.relations import RelationView
from kb.pages import address as at
from kb.pages import data
from kb.pages.diagram import SIGNS as RELATION_SIGNS
from kb.pages.frame import Frame
from kb.pages.parts import sides

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
_LONG = 700


def effect_card(
    frame: Frame, effect: EffectView, target: LoadedVersion | None = None, log: Sequence[DecisionLine] = (), still: bool = False
) -> str:
    """An effect, with the words it would put in and how they differ from those in the base.

    :param target: the text that is changed, as it is read now
    :param still: only to look at, without buttons
    """
    say = frame.say
    place = _target(frame, effect.target, effect.target_id, effect.target_path, effect.target_name)
    item = "" if still else item_id(effect)
    parts = [_open(item, mark_of(effect), SIGNS.get(effect.action, "·"), say(f"action.{effect.action}"), place)]
    when = [say("review.from_day", day=say.day(effect.effective_from))]
    if effect.effective_to:
        when.append(say("review.until_day", day=effect.effective_to))
    parts.append(_about(frame, effect.source, effect.source_name, effect.path, " ".join(when)))
    sure = say("review.certain") if effect.certain else f"{say('review.doubtful')}: {effect.doubt or ''}"
    sign, style = ("✓", "sure yes") if effect.certain else ("⚠", "sure")
    parts.append(f'<p class="{style}"><i aria-hidden="true">{sign}</i><span lang="vi">{escape(sure)}</span></p>')
    parts.append(f'<blockquote lang="vi">{escape(effect.evidence)}</blockquote>')
    parts.append(_new_words(say, effect, target.provision(effect.target_path) if target and effect.target_path else None))
    parts.append(_decisions(say, effect.state, log or _last(effect), still))
    parts.append("</article>")
    return "".join(parts)


def relation_card(frame: Frame, relation: RelationView, still: bool = False) -> str:
    """A relation and the sentence that states it.

    :param still: only to look at, without buttons
    """
    say = frame.say
    place = _target(frame, relation.target, relation.target_id, relation.target_path, relation.target_name)
    sign, words = RELATION_SIGNS.get(relation.kind, "·"), say(f"relation.{relation.kind}_out")
    parts = [_open("" if still else item_id(relation), mark_of(relation), sign, words, place)]
    parts.append(_about(frame, relation.source, relation.source_name, relation.path, ""))
    parts.append(f'<blockquote lang="vi">{escape(relation.evidence)}</blockquote>')
    parts.append(_decisions(say, relation.state, _last(relation), still))
    parts.append("</article>")
    return "".join(parts)


def item_id(view: EffectView | RelationView) -> str:
    """How a card is named for the page's script."""
    return f"{'effect' if isinstance(view, EffectView) else 'relation'}-{view.id}"


def _last(view: EffectView | RelationView) -> list[DecisionLine]:
    """The decision that holds, where the log is not at hand."""
    if view.decided_by is None or view.decided_at is None:
        return []
    return [DecisionLine(view.decided_at, view.decided_by, view.state, None)]


def _open(item: str, mark: str, sign: str, words: str, place: str) -> str:
    """The head of a card; its buttons send along what was shown, see `kb.database.storing.seen`."""
    head = f'<p class="what"><i aria-hidden="true">{escape(sign)}</i><b>{escape(words)}</b> · {place}</p>'
    data = f' tabindex="0" data-item="{escape(item)}" data-seen="{mark}"' if item else ""
    return f'<article class="card"{data}>{head}'


def _target(frame: Frame, key: str | None, held: int | None, path: str, name: str) -> str:
    name = data.called(split_key(key)[0] if key else None, name)
    words = escape(f"{cite(path)} · {name}" if path else name or "?")
    if key and held is not None:
        href = frame.address(at.READER, **{at.INSTRUMENT: split_key(key)[0], at.PROVISION: path})
        return f'<a data-go="{at.READER}" href="{escape(href)}" lang="vi">{words}</a>'
    return f'<span lang="vi">{words}</span> <small>∅ {escape(frame.say("ref.missing"))}</small>'


def _about(frame: Frame, source: str, name: str, path: str, when: str) -> str:
    href = frame.address(at.READER, **{at.INSTRUMENT: source, at.PROVISION: path})
    words = escape(f"{cite(path)} · {data.called(source, name)}")
    where = f'<a data-go="{at.READER}" href="{escape(href)}" title="{escape(name)}" lang="vi">{words}</a>'
    return f'<p class="about">{where}{" · " + escape(when) if when else ""}</p>'


def _new_words(say: Catalogue, effect: EffectView, old: Provision | None) -> str:
    """The new words; against those in the base where both are there."""
    body, parts = effect.body, []
    if body.get("phrase_from") or body.get("phrase_to"):
        old_words, new_words = str(body.get("phrase_from") or ""), str(body.get("phrase_to") or "")
        left, right = sides(diff_words(old_words, new_words), say)
        return f'<div class="sides" lang="vi"><div>{left}</div><div>{right}</div></div>'
    for name in ("new_heading", "new_number"):
        if body.get(name) and not body.get("new_text"):
            parts.append(
                f'<p class="about">{escape(say(f"review.{name}"))}</p><div class="new" lang="vi">{escape(str(body[name]))}</div>'
            )
    text = str(body.get("new_text") or "")
    if not text:
        return "".join(parts)
    summary, inner = say("review.new_text"), f'<div class="new" lang="vi">{escape(text)}</div>'
    if effect.action in (Action.REPLACE, Action.CORRECT) and old is not None:
        left, right = sides(diff_words(plain_text(old), text), say)
        summary, inner = say("review.words_now"), f'<div class="sides" lang="vi"><div>{left}</div><div>{right}</div></div>'
    return f"<details{' open' if len(text) < _LONG else ''}><summary>{escape(summary)}</summary>{inner}</details>"


def _decisions(say: Catalogue, state: str, log: Sequence[DecisionLine], still: bool) -> str:
    parts = ['<div class="decide">']
    if still:
        parts.append(f'<span class="badge">{escape(say(f"review.state_{state}"))}</span>')
    elif state == FOUND:
        for name, key in DECISIONS:
            words = escape(say(f"review.{name}"))
            parts.append(f'<button type="button" data-decide="{name}" data-key="{key}">{words}<kbd>{key.upper()}</kbd></button>')
    else:
        words = escape(say("review.reopen"))
        parts.append(f'<span class="badge">{escape(say(f"review.state_{state}"))}</span>')
        parts.append(f'<button type="button" data-decide="reopen" data-key="l">{words}<kbd>L</kbd></button>')
    parts.append("</div>")
    if log:
        lines = "<br>".join(escape(decision_line(say, line)) for line in log)
        parts.append(f'<p class="decided">{lines}</p>')
    return "".join(parts)


def decision_line(say: Catalogue, line: DecisionLine) -> str:
    """Who decided what, and when."""
    moment = say.moment(in_vietnam(line.at))
    return say("review.done_by", decision=decision_words(say, line.decision), author=line.author, moment=moment)


def decision_words(say: Catalogue, decision: str) -> str:
    """What was decided; a decision that was taken back leaves the thing unreviewed."""
    return say("review.taken_back") if decision == FOUND else say(f"review.state_{decision}")


def log_html(frame: Frame, lines: Sequence[LogLine]) -> str:
    """The log of all decisions, the last one first."""
    say, rows = frame.say, []
    for line in lines:
        moment = say.moment(in_vietnam(line.at))
        kind = f"action.{line.what}" if line.subject == "effect" else f"relation.{line.what}_out"
        what = f"{say(kind)} · {line.target or ''}" if line.what and say.has(kind) else ""
        href = frame.address(at.READER, **{at.INSTRUMENT: line.source})
        source = (
            f'<a data-go="{at.READER}" href="{escape(href)}" lang="vi">{escape(data.called(line.source, line.source_name))}</a>'
        )
        rows.append(
            f"<tr><td>{escape(moment)}</td><td>{escape(line.author)}</td><td>{escape(decision_words(say, line.decision))}</td>"
            f'<td lang="vi">{escape(what)}<small>{source}</small></td></tr>'
        )
    return f'<div class="wide"><table class="grid text"><tbody>{"".join(rows)}</tbody></table></div>'
