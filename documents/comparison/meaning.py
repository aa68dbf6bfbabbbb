"""What a change of words means for the people concerned: which amounts, days, bodies, conditions, duties … became which.

Found by rule, and to be shown as found by a machine, beside the text.
"""

import re
from collections.abc import Sequence

from documents.comparison.changes import FIGURES, NORMS, MeantChange, What
from documents.comparison.differing import Background, Differing
from documents.comparison.levels import words_of
from documents.comparison.named import names_body, names_persons
from documents.comparison.sides import Side, Stretch, trimmed
from documents.model import Kind, Provision

_MANY = 400
"""So many changes of one provision are none that anybody reads one by one."""
_NAME = 12
"""A body that is an item of a list has a name of no more words."""


def meant_changes(left: Sequence[Provision], right: Sequence[Provision], background: Background | None = None) -> list[MeantChange]:
    """What changed between the own words of provisions that are a pair: duties and rights first, then in the order of the texts.

    :param left: none where the right ones were added, and the other way round: then duties and rights are told, and an item
        of a list of them as a whole
    """
    known = background or Background()
    if [words_of(provision.text) for provision in left] == [words_of(provision.text) for provision in right]:
        return []
    if left and right:
        found = list(Differing(Side(left), Side(right), known).changes())
        if len(found) > _MANY:
            return []
    else:
        found = _alone(left or right, known, gone=bool(left))
    told = [one for one in found if _is_told(one, left or right)]
    return sorted(_once(told), key=_place)


def _once(changes: Sequence[MeantChange]) -> list[MeantChange]:
    """Changes, those of the same words at several places once."""
    found: dict[tuple[object, ...], MeantChange] = {}
    for one in changes:
        found.setdefault((one.what, *(piece and words_of(piece.text) for piece in (one.before, one.after))), one)
    return list(found.values())


def _alone(provisions: Sequence[Provision], known: Background, *, gone: bool) -> list[MeantChange]:
    """The duties and rights of provisions that came in or went; an item of a list as a whole."""
    side = Side(provisions)
    if all(provision.kind in _LISTED for provision in provisions):
        body = names_body(side.text) and len(side.words) <= _NAME
        item = known.stands.setting.item if known.stands.setting else What.AUTHORITY if body else None
        found = [(item, trimmed(side.text, 0, len(side.text)))] if item else _norms(side)
    else:
        found = _norms(side)
    pieces = [(what, side.piece(span)) for what, span in found]
    return [MeantChange(what, piece if gone else None, None if gone else piece) for what, piece in pieces]


def _norm_of(side: Side, span: Stretch) -> What | None:
    """What a sentence says that somebody must or may: by modal words that are nothing else, or by any behind persons."""
    by_persons = names_persons(side.text[slice(*span)].lstrip())
    return side.modal_in(span) or (side.modal_in(span, strong=False) if by_persons else None)


def _norms(side: Side) -> list[tuple[What, Stretch]]:
    """The sentences that bind or entitle somebody."""
    found = ((_norm_of(side, one), trimmed(side.text, *one)) for one in side.sentences)
    return [(what, span) for what, span in found if what]


_LISTED = frozenset({Kind.POINT, Kind.SUBPOINT})
_SHEETS = frozenset({Kind.APPENDIX, Kind.FORM})
_NUMBER = re.compile(r"\d+")
_BEGINNINGS = frozenset(map(words_of, ("sau khi", "trước khi", "kèm theo", "ban hành kèm", "ban hành kèm theo")))
"""Words of which what they begin stands on both sides."""


def _is_told(change: MeantChange, provisions: Sequence[Provision]) -> bool:
    """Whether a change says something: no scraps, and of what is no running text its figures only."""
    pieces = [piece.text for piece in (change.before, change.after) if piece]
    scraps = not pieces or any(" " not in text or words_of(text) in _BEGINNINGS for text in pieces)
    if (scraps and change.what not in FIGURES) or any("\n" in text for text in pieces):
        return False
    if any(provision.kind in _SHEETS for provision in provisions):
        return change.what in FIGURES and len({tuple(_NUMBER.findall(text)) for text in pieces}) == 2
    return True


def _place(change: MeantChange) -> tuple[bool, str, int]:
    piece = change.after or change.before
    return (change.what not in NORMS, piece.path if piece else "", piece.start if piece else 0)
