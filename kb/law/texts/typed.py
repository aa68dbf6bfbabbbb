"""Words that a person typed into a correction, in the texts that are compiled of it: where they stand, whose they are, and when.

A text is compiled twice where corrections are in it: with what the reviewers typed, and with what the amending texts say. What
differs between the two was typed, whatever happened to it since: another amendment around it, another number, another place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.comparison import Change, diff_words
from documents.model import Note, Provision, TypedWords
from documents.paths import touches
from kb.interface.catalogue import VIETNAMESE
from kb.law.effects.views import CORRECTED, EffectView
from kb.law.texts.typed_rows import Typed

_FIELDS = ("heading", "text", "tail")
_TYPED = ("new_text", "new_heading", "phrase_to", "new_number")
"""Parts of a correction that become words of the text."""


def has_typed(item: EffectView) -> bool:
    """Whether a correction brings words of a person into the text."""
    return item.state == CORRECTED and any(name in (item.correction or {}) for name in _TYPED)


def as_read(item: EffectView) -> EffectView:
    """An effect with the words of the amending text, without those that a person typed."""
    if not has_typed(item):
        return item
    body = {name: value for name, value in item.body.items() if name not in _TYPED}
    return replace(item, body={**body, **{name: item.read[name] for name in _TYPED if name in item.read}})


def typed_words(
    law: Iterable[Provision], compiled: Iterable[Provision], corrections: Sequence[tuple[str, EffectView]]
) -> tuple[Typed, ...]:
    """The words of a compiled text that a person typed.

    :param law: the text as the amending texts alone make it
    :param corrections: the corrections in it, each with a path that it changed, in the order in which they were applied
    """
    if not corrections:
        return ()
    said = {part.path: part for root in law for part in root.walk()}
    found: list[Typed] = []
    for part in (part for root in compiled for part in root.walk()):
        other = said.get(part.path)
        for name in _FIELDS:
            now, was = getattr(part, name) or "", (getattr(other, name) or "") if other else ""
            if now == was:
                continue
            near = [item for path, item in corrections if touches(path, part.path)] or [item for _, item in corrections]
            by, moment = near[-1].decided_by, near[-1].decided_at
            if by is not None and moment is not None:
                found += [(part.path, TypedWords(name, start, end, by, moment)) for start, end in _spans(was, now)]
    return tuple(found)


def _spans(was: str, now: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for span in diff_words(was, now):
        end = at + len(span.new)
        if span.change is not Change.SAME and span.new.strip():
            spans.append((at + len(span.new) - len(span.new.lstrip()), at + len(span.new.rstrip())))
        at = end
    return spans


def typed_as_notes(provision: Provision) -> Provision:
    """A provision with a note for all that a person typed of it, for files that have no other place to say so."""
    notes = [
        Note("✎", VIETNAMESE("typed.note", author=typed.by, day=typed.at, words=typed.of(provision))) for typed in provision.typed
    ]
    children = tuple(typed_as_notes(child) for child in provision.children)
    return replace(provision, notes=(*provision.notes, *notes), children=children)
