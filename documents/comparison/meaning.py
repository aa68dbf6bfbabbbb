"""What a change of words means for the people concerned: which amounts, days, bodies, conditions, duties … became which.

Found by rule, and to be shown as found by a machine, beside the text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from documents.comparison.changes import FIGURES, NORMS, MeantChange, What
from documents.comparison.differing import Background, Differing
from documents.comparison.levels import words_of
from documents.comparison.named import decides, names_body, names_paper, names_persons
from documents.comparison.setting import BANS, SURE_LISTS
from documents.comparison.sides import Side
from documents.comparison.stretches import Stretch, trimmed, unbroken
from documents.comparison.substance import numbers_in
from documents.duties.lexicon import read_lexicon
from documents.model import Kind, Provision

_MANY = 400
"""So many changes of one provision are none that anybody reads one by one."""
_LONG = 60
"""Of a provision of more words that only has figures the sentence of the first one is told."""
_NAME = 12
"""A body that is an item of a list has a name of no more words."""


def meant_changes(left: Sequence[Provision], right: Sequence[Provision], background: Background | None = None) -> list[MeantChange]:
    """What changed between the own words of provisions that are a pair: duties and rights first, then in the order of the texts.

    :param left: none where the right ones were added, and the other way round: then duties and rights are told, and an item
        of a list of them as a whole, and of what says neither its words
    """
    known = background or Background()
    if [_own_words(provision) for provision in left] == [_own_words(provision) for provision in right]:
        return []
    if not (left and right):
        return sorted(
            _once([one for one in _alone(left or right, known, gone=bool(left)) if _is_told(one, left or right)]), key=_place
        )
    found = list(Differing(Side(left), Side(right), known).changes())
    if len(found) > _MANY:
        return []
    told = [_of_words(one) for one in found if _is_told(one, left)]
    return sorted(_once(told), key=_place)


def _own_words(provision: Provision) -> tuple[tuple[str, ...], ...]:
    return words_of(provision.text), words_of(provision.tail)


def _of_words(change: MeantChange) -> MeantChange:
    """A change; an amount, rate or age of the same numbers is none, its words differ; so do those that only begin something."""
    if change.what in (What.AMOUNT, What.RATE, What.AGE) and change.before and change.after:
        before, after = (numbers_in(piece.text) for piece in (change.before, change.after))
        return replace(change, what=What.WORDS) if before == after else change
    if change.what not in FIGURES and change.before and change.after:
        ours, theirs = (Counter(words_of(piece.text)) for piece in (change.before, change.after))
        return replace(change, what=What.WORDS) if (ours - theirs) + (theirs - ours) in _BEGUN else change
    return change


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
        body = What.AUTHORITY if names_body(side.text) and len(side.words) <= _NAME else None
        setting = known.stands.setting
        item = setting.item if setting else body
        if setting and setting.item is setting.part is What.OBLIGATION and not begins_act(side.text):
            item = None  # what a duty is about is none
        found = [(item, trimmed(side.text, 0, len(side.text)))] if item else _norms(side, known)
    else:
        found = _norms(side, known)
        if not found and known.stands.setting == BANS:
            found = [(What.OBLIGATION, trimmed(side.text, 0, len(side.text)))]
    whole = not found
    if whole and not side.text.rstrip().endswith(":"):
        found = [_matter(side, meant=any(map(_FOR_WHOM.match, known.stands.headings)))]
    listed = known.stands.setting in SURE_LISTS
    pieces = [(what, side.piece(span)) for what, span in found]
    return [MeantChange(what, piece if gone else None, None if gone else piece, listed, whole=whole) for what, piece in pieces]


def _matter(side: Side, *, meant: bool) -> tuple[What, Stretch]:
    """What words are about that neither bind nor entitle; of many words the sentence of the first figure.

    :param meant: their heading says that they say for whom the text is
    """
    figures = [one for one in side.figures if not one.often]
    what = What.ADDRESSEE if meant else next((one.what for one in figures), What.WORDS)
    if what is What.WORDS and decides(side.text):
        what = What.AUTHORITY
    long = len(side.words) > _LONG and figures
    telling = next((one for one in side.sentences if long and one[0] <= figures[0].start < one[1]), (0, len(side.text)))
    return what, trimmed(side.text, *telling)


def _norm_of(side: Side, span: Stretch) -> What | None:
    """What a sentence says that somebody must or may: by modal words that are nothing else, or by any behind persons."""
    by_persons = names_persons(side.text[slice(*span)].lstrip())
    return side.modal_in(span) or (side.modal_in(span, strong=False) if by_persons else None)


def begins_act(text: str) -> bool:
    """Whether words begin with a verb that often says what somebody does."""
    first, second = [*text.lower().split(), "", ""][:2]
    return bool({first, f"{first} {second}"} & read_lexicon().verbs.keys())


def _norms(side: Side, known: Background) -> list[tuple[What, Stretch]]:
    """The sentences that bind or entitle somebody: none that say what a word means, or only lead to a list."""
    if any(map(_EXPLAINS.match, known.stands.headings)):
        return []
    found = ((_norm_of(side, one), trimmed(side.text, *one)) for one in side.sentences if not _leads(side, one))
    return [(what, span) for what, span in found if what]


def _leads(side: Side, sentence: Stretch) -> bool:
    """Whether a sentence says what a thing is, or nothing but what the list below it says: of whom, or of which papers."""
    start, end = sentence
    modals = [one for one in side.modals if start <= one[0] < end]
    if modals and _DEFINES.match(side.text, start, modals[0][1]):
        return True
    if side.text[end - 1 : end] != ":" or not modals:
        return False
    words = side.text[start:end]
    return names_paper(words.lstrip()) or (len(words.split()) <= _FEW and not words[modals[-1][1] - start :].strip(" :"))


_FEW = 10
"""No more words that lead to a list say nothing but who must do what stands there."""
_EXPLAINS = re.compile(r"giải thích (?:từ ngữ|thuật ngữ)|phạm vi điều chỉnh|đối tượng áp dụng", re.IGNORECASE)
_FOR_WHOM = re.compile(r"đối tượng (?:áp dụng|và phạm vi|được)", re.IGNORECASE)
_DEFINES = re.compile(
    r"(?!.*(?:trách nhiệm|nghĩa vụ|nguyên tắc|nếu|trường hợp|khi|đối với|thì)\s).*?\slà\s+"
    r"(?:người (?:có|được|bị|đã|do|mà)|việc|phần|khoản|số|tổng|mức|quá trình|hoạt động"
    r"|hình thức|loại|tập hợp|giá trị|thời gian|chi phí)(?!\w)",
    re.IGNORECASE | re.DOTALL,
)
_LISTED = frozenset({Kind.POINT, Kind.SUBPOINT})
_SHEETS = frozenset({Kind.APPENDIX, Kind.FORM})
_NUMBER = re.compile(r"\d+")
_BEGINNINGS = frozenset(map(words_of, ("sau khi", "trước khi", "kèm theo", "ban hành kèm", "ban hành kèm theo")))
"""Words of which what they begin stands on both sides."""
_BEGUN = [Counter(words) for words in _BEGINNINGS]


def _is_told(change: MeantChange, provisions: Sequence[Provision]) -> bool:
    """Whether a change says something: no scraps, and of what is no running text its figures only."""
    pieces = [piece.text for piece in (change.before, change.after) if piece]
    scraps = not pieces or any(" " not in text or words_of(text) in _BEGINNINGS for text in pieces)
    if (scraps and change.what not in FIGURES) or (
        change.what is not What.WORDS and any("\n" in unbroken(text) for text in pieces)
    ):
        return False
    if any(provision.kind in _SHEETS for provision in provisions):
        return change.what in FIGURES and len({tuple(_NUMBER.findall(text)) for text in pieces}) == 2
    return True


def _place(change: MeantChange) -> tuple[bool, bool, str, int]:
    piece = change.after or change.before
    return (change.what is What.WORDS, change.what not in NORMS, piece.path if piece else "", piece.start if piece else 0)
