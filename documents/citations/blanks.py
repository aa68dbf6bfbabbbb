"""Runs of blanks that no text of law has, shortened: patterns try every length of a run, which a long one makes endless."""

import re
from bisect import bisect_right
from dataclasses import replace

from documents.citations.model import Reference

_KEPT = 16
_LONG = re.compile(rf"\s{{{_KEPT}}}(\s+)")


class Shortened:
    """A text without long runs of blanks, and the way back to its own offsets.

    :param text: any text
    """

    def __init__(self, text: str) -> None:
        self._source = text
        self._cuts: list[int] = []  # offsets in the shortened text at which blanks are missing
        self._missing: list[int] = []  # how many are missing up to there
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
        if not self._cuts:
            return reference
        start, end = self._offset(reference.start), self._offset(reference.end)
        return replace(reference, start=start, end=end, text=self._source[start:end])

    def _offset(self, offset: int) -> int:
        index = bisect_right(self._cuts, offset) - 1
        return offset + (self._missing[index] if index >= 0 else 0)
