"""What all readers of lines do at their end: the block above the text is brought to one shape, notes are taken out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.model import Line, Reading
from ingest.readers.footnotes import take_bracket_notes, take_source_notes

RULE = re.compile(r"^[\s\-–—_*=.~…─━═]{2,}$")
_TRAILING_RULE = re.compile(r"\s+[-–—_*=]{3,}\s*$")
_STATE = re.compile(r"^(CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM)\s*[-–—]?\s+(Độc lập\b.*)$", re.IGNORECASE)
_BODY = re.compile(r"^(?:Căn cứ\b|Điều\s+\d|Chương\s|Phần\s|Theo đề nghị)", re.IGNORECASE)
_HEAD_LENGTH = 40


def tidied(reading: Reading) -> Reading:
    """The reading with a tidy head, and with the notes that are printed away from the text as its notes."""
    lines, rules = tidy_head(reading.lines)
    lines, source_notes = take_source_notes(lines)
    lines, bracket_notes = take_bracket_notes(lines)
    return replace(
        reading,
        lines=tuple(lines),
        notes=(*reading.notes, *bracket_notes, *source_notes),
        furniture=(*rules, *reading.furniture),
    )


def tidy_head(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Take the rules (``-------``) out of the head block and give the country's name and its motto a line each."""
    end = next((index for index, line in enumerate(lines[:_HEAD_LENGTH]) if _BODY.match(line.text)), min(len(lines), _HEAD_LENGTH))
    kept: list[Line] = []
    rules: list[str] = []
    for index, line in enumerate(lines):
        if index >= end or line.table is not None or line.marks:
            kept.append(line)
            continue
        if RULE.match(line.text):
            rules.append(line.text)
            continue
        text = line.text
        if rule := _TRAILING_RULE.search(text):
            rules.append(rule.group().strip())
            text = text[: rule.start()].rstrip()
        state = _STATE.match(text)
        if state:
            kept.append(replace(line, text=state[1]))
            text = state[2]
        kept.append(replace(line, text=text))
    return kept, rules
