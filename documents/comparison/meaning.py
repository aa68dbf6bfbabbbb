"""What a change of words means for the people concerned: which amounts, days, bodies, conditions, duties … became which.

Found by rule, and to be shown as found by a machine, beside the text.
"""

import re
from collections import Counter
from collections.abc import Sequence

from documents.comparison.bodies import BODY
from documents.comparison.differing import differing_phrases
from documents.comparison.kinds import ITEMS, Setting
from documents.comparison.levels import words_of
from documents.comparison.mentions import FIGURES, NORMS, What
from documents.comparison.phrases import find_norms, trimmed
from documents.comparison.sides import MeantChange, Piece, Side
from documents.comparison.spots import Background
from documents.comparison.substance import content, words_in
from documents.model import Kind, Provision
from documents.wording.types import TYPE_PATTERN
from documents.wording.verbs import CHANGE


def meant_changes(left: Sequence[Provision], right: Sequence[Provision], background: Background | None = None) -> list[MeantChange]:
    """What changed between the own words of provisions that are a pair: duties and rights first, then in the order of the texts.

    :param left: none where the right ones were added, and the other way round: then duties and rights are told, and an item
        of a list of them as a whole
    """
    if [words_of(provision.text) for provision in left] == [words_of(provision.text) for provision in right]:
        return []
    if left and right:
        found = differing_phrases(Side(left), Side(right), background or Background())
    else:
        side = Side(left or right)
        item = _item(side, background) if all(provision.kind in _LISTED for provision in left or right) else None
        norms = [(item, *trimmed(side.text, 0, len(side.text)))] if item else find_norms(side.text)
        pieces = [(what, side.piece((start, end))) for what, start, end in norms]
        found = [MeantChange(what, piece if left else None, None if left else piece) for what, piece in pieces]
    if len(found) > _MANY and left and right:
        return []
    told = [change for change in found if _is_told(change, left or right)]
    told = _distinct(told, left, right) if left and right else told
    return sorted((MeantChange(one.what, _bare(one.before), _bare(one.after)) for one in map(_without_lead, told)), key=_place)


_MANY = 400
"""So many changes of one provision are none that anybody reads one by one."""
_LEADS_ITEMS = re.compile(r"(?:như sau|sau đây|sau)\s*:?\s*$", re.IGNORECASE)


def _without_lead(one: MeantChange) -> MeantChange:
    """A sentence against words that only lead a list came or went alone."""
    if one.before and one.after:
        leads = [bool(_LEADS_ITEMS.search(piece.text)) for piece in (one.before, one.after)]
        if leads[0] is not leads[1]:
            return MeantChange(one.what, None if leads[0] else one.before, None if leads[1] else one.after)
    return one


_LEADS = re.compile(r"(?:(?:của|cho|với|do|bởi|là|và|hoặc|thì)\s+)+(?=\w)", re.IGNORECASE)


def _bare(piece: Piece | None) -> Piece | None:
    """A phrase without the words that tie it to what stands before."""
    match = _LEADS.match(piece.text) if piece else None
    if not piece or not match:
        return piece
    return Piece(piece.path, piece.start + match.end(), piece.end, piece.text[match.end() :])


def _item(side: Side, background: Background | None) -> What | None:
    """What an item of a list is that came in or went, None where the list does not tell."""
    setting = background.setting if background else None
    if setting:
        return What.OBLIGATION if setting is Setting.BANS else ITEMS[setting]
    if not BODY.match(side.text):
        return None
    named = sum(one.end - one.start for one in side.mentions if one.what is What.AUTHORITY)
    return What.AUTHORITY if named >= _MOST * len(side.text) else None


_MOST = 0.6
"""An item is a body whose name makes up so much of it."""
_LISTED = frozenset({Kind.POINT, Kind.SUBPOINT})
_SHEETS = frozenset({Kind.APPENDIX, Kind.FORM})
_IN_SHEETS = FIGURES | {What.AUTHORITY}
_NOTE = re.compile(rf"này được {CHANGE}[^.]{{0,40}} theo quy định tại", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:theo )?(?:quy định |nêu )?tại "
    rf"(?:(?:đoạn|điểm|khoản|điều|các|{TYPE_PATTERN}|này|và|hoặc|của|[\dđa-z]{{1,3}})[\s,]*)+$",
    re.IGNORECASE,
)
_APPLIES_ANYWAY = re.compile(
    r"(?:theo|đúng|phù hợp với)\s+(?:các\s+)?quy định\s+(?:khác\s+)?(?:của|tại|trong)\s+"
    r"(?:pháp luật|(?:Bộ )?[Ll]uật|Điều|khoản)[^;:]*$",
    re.IGNORECASE,
)
"""Words that name the law that applies anyway."""
_WIDE = frozenset({What.SCOPE, What.ADDRESSEE})
_LEAST = 2
_LONG = 40


def _is_told(change: MeantChange, provisions: Sequence[Provision]) -> bool:
    """Whether a change says something: no scraps, no editors' notes, and of what is no running text its figures and bodies only."""
    pieces = [piece.text for piece in (change.before, change.after) if piece]
    if len(pieces) == 1 and _APPLIES_ANYWAY.match(pieces[0]):
        return False
    if not pieces or any("\n" in text or _NOTE.search(text) for text in pieces) or all(map(_REFERENCE.match, pieces)):
        return False
    if any(provision.kind in _SHEETS for provision in provisions):
        return change.what in _IN_SHEETS and len(pieces) == len((change.before, change.after))
    return change.what not in _WIDE or any(len(text) > _LONG or content(words_in(text)).total() >= _LEAST for text in pieces)


def _place(change: MeantChange) -> tuple[bool, str, int]:
    piece = change.after or change.before
    return (change.what not in NORMS, piece.path if piece else "", piece.start if piece else 0)


_Provisions = Sequence[Provision]


def _distinct(changes: Sequence[MeantChange], left: _Provisions, right: _Provisions) -> list[MeantChange]:
    """Each change once; of two of a kind at one place one, that reaches over both."""
    kept: list[MeantChange] = []
    for change in _met(_unmoved(changes)):
        place = next((place for place, other in enumerate(kept) if change.what is other.what and _meet(change, other)), None)
        if place is None:
            kept.append(change)
            continue
        other = kept[place]
        joined = MeantChange(change.what, _over(other.before, change.before, left), _over(other.after, change.after, right))
        if _CLAUSES.search(_text(joined)) and not _CLAUSES.search(_text(other) + _text(change)):
            kept.append(change)  # two clauses, not one phrase
        else:
            kept[place] = joined
    return [one for one in kept if not any(_told_by(one, other) for other in kept if _RANK[other.what] < _RANK[one.what])]


def _unmoved(changes: Sequence[MeantChange]) -> list[MeantChange]:
    """Changes, without what went at one place and came at another."""
    gone = Counter(_words(change.before) for change in changes if change.before and not change.after)
    come = Counter(_words(change.after) for change in changes if change.after and not change.before)
    moved = gone.keys() & come.keys()
    return [one for one in changes if (one.before and one.after) or _words(one.before or one.after) not in moved]


def _met(changes: Sequence[MeantChange]) -> list[MeantChange]:
    """Changes; where one thing of a kind went and one came, the one became the other."""
    found = list(changes)
    for what in _EXCHANGED:
        gone = [one for one in found if one.what is what and not one.after]
        come = [one for one in found if one.what is what and not one.before]
        if len(gone) == len(come) == 1:
            found[found.index(come[0])] = MeantChange(what, gone[0].before, come[0].after)
            found.remove(gone[0])
    return found


_EXCHANGED = (What.OBLIGATION, *sorted(FIGURES))


def _words(piece: Piece | None) -> tuple[str, ...]:
    return tuple(sorted(content(words_in(piece.text)).elements())) if piece else ()


_CLAUSES = re.compile(r"[;\n]")


def _text(change: MeantChange) -> str:
    return " ".join(piece.text for piece in (change.before, change.after) if piece)


_ORDER = (
    FIGURES,
    {What.AUTHORITY},
    {What.DOCUMENT},
    {What.CONDITION},
    {What.ADDRESSEE},
    {What.OBLIGATION, What.RIGHT},
    {What.SCOPE},
)
_RANK = {what: place for place, kinds in enumerate(_ORDER) for what in kinds}
"""The narrower kind before the wider."""


def _told_by(one: MeantChange, other: MeantChange) -> bool:
    """Whether a change of a narrower kind at the same place tells all that a wider one does."""
    sides = ((one.before, other.before), (one.after, other.after))
    if not all(a and b and a.path == b.path and max(a.start, b.start) < min(a.end, b.end) for a, b in sides):
        return False
    rests = [content(words_in(a.text)) - content(words_in(b.text)) for a, b in sides if a and b]
    return one.what is What.SCOPE or rests[0] == rests[1]


def _meet(one: MeantChange, other: MeantChange) -> bool:
    sides = ((one.before, other.before), (one.after, other.after))
    told = [max(a.start, b.start) - min(a.end, b.end) if a.path == b.path else _NEAR + 1 for a, b in sides if a and b]
    near = _GAP if one.what in FIGURES else _NEAR
    return bool(told) and (all(gap <= near for gap in told) if len(told) == 2 else told[0] < 0)


_GAP = 2
_NEAR = 40
"""Letters between two changes of a kind that are one for a reader, of figures only where nothing stands between them."""


def _over(one: Piece | None, other: Piece | None, provisions: _Provisions) -> Piece | None:
    if not one or not other:
        return one
    start, end = min(one.start, other.start), max(one.end, other.end)
    text = next(provision.text for provision in provisions if provision.path == one.path)
    return Piece(one.path, start, end, text[start:end])
