"""A text as the finder reads it: without runs of blanks that no text of law has, and without letters of other scripts.

Patterns try every length of a run of blanks, which a long one makes endless; a Cyrillic "а" looks like the Latin one.
"""

import re
from bisect import bisect_right
from dataclasses import replace

from documents.citations.model import Reference, Target
from documents.keys import LOOK_ALIKES

_KEPT = 16
_LONG = re.compile(rf"\s{{{_KEPT}}}(\s+)")
_OTHER_SCRIPT = re.compile("[\u0400-\u04ffÐð]")
_LETTERS: dict[int, int | str | None] = {**LOOK_ALIKES, ord("Ð"): "Đ", ord("ð"): "đ"}


class Shortened:
    """A text without long runs of blanks and look-alike letters, and the way back to its own words and offsets.

    :param text: any text
    """

    def __init__(self, text: str) -> None:
        self._source = text
        self._cuts: list[int] = []  # offsets in the shortened text at which blanks are missing
        self._missing: list[int] = []  # how many are missing up to there
        self._translated = bool(_OTHER_SCRIPT.search(text))
        if self._translated:
            text = text.translate(_LETTERS)
        self.text = text
        if "  " not in text and text.isprintable():
            return  # no line break, and no other blank than single spaces: most texts, and quick to tell
        pieces, at, missing = [], 0, 0
        for run in _LONG.finditer(text):
            pieces.append(text[at : run.start(1)])
            self._cuts.append(run.start(1) - missing)
            missing += run.end() - run.start(1)
            self._missing.append(missing)
            at = run.end()
        if pieces:
            self.text = "".join([*pieces, text[at:]])

    def restored(self, reference: Reference) -> Reference:
        """A reference of the shortened text as it stands in the text itself."""
        if not self._cuts and not self._translated:
            return reference
        start, end = self._offset(reference.start), self._offset(reference.end)
        targets = reference.targets
        if self._translated:
            targets = tuple(self._renamed(target, reference) for target in targets)
        return replace(reference, start=start, end=end, text=self._source[start:end], targets=targets)

    def _renamed(self, target: Target, reference: Reference) -> Target:
        at = self.text.find(target.name, reference.start, reference.end) if target.name else -1
        if target.name is None or at < 0:
            return target
        return replace(target, name=self._source[self._offset(at) : self._offset(at + len(target.name))])

    def _offset(self, offset: int) -> int:
        index = bisect_right(self._cuts, offset) - 1
        return offset + (self._missing[index] if index >= 0 else 0)
