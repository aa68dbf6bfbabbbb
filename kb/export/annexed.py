"""The full texts of a report line by line, with the marks by which the base says what of them is missing or in doubt."""

from collections.abc import Iterator, Sequence

from documents.messages import told_together
from documents.model import Kind, ProblemCode, Provision, Table
from documents.wording.citing import label
from kb.interface.catalogue import Catalogue
from kb.law.texts.absence import missing_words
from kb.review import ReviewText

Line = tuple[str, str, Table | None]
"""What stands before it in bold, and its words; or a table."""

_POINTERS = ("chi-dan:", "vbpl:")
"""Marks of notes that lead to another article of the codification, and say nothing of the words."""
_MOST = 12


def lines_of(root: Provision, say: Catalogue) -> Iterator[tuple[Provision, Line]]:
    """The lines of a provision as they are printed, each with what it is of; its footnotes and notes of the source behind it."""
    mark, heading, text = label(root), root.heading or "", _doubted(root)
    if root.kind in (Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT) and not heading:
        yield root, ("", f"{mark} {text}".strip(), None)
    else:
        if mark or heading:
            yield root, (f"{mark} {heading}".strip(), "", None)
        if text:
            yield root, ("", text, None)
    if root.table is not None:
        yield root, ("", "", root.table)
    for child in root.children:
        yield from lines_of(child, say)
    if root.tail:
        yield root, ("", root.tail, None)
    yield from ((root, ("", words, None)) for words in notes_of(root, say))


def notes_of(provision: Provision, say: Catalogue) -> list[str]:
    """The footnotes of a provision and what its source says of it, in words."""
    notes = (note for note in provision.notes if not note.mark.startswith(_POINTERS))
    return [say("dossier.note_of_source", words=f"{note.mark} {note.text}".strip()) for note in notes]


def _doubted(provision: Provision) -> str:
    """The words of a provision; behind each that was read from a picture and may be wrong a sign."""
    text = provision.text
    for _, end in sorted(provision.ocr.doubtful, reverse=True) if provision.ocr else ():
        text = f"{text[:end]} [?]{text[end:]}"
    return text


def lacks_of(text: ReviewText, roots: Sequence[Provision], say: Catalogue) -> list[str]:
    """What has to be known before the text of a review is taken for the whole: parts that are not there, words in doubt."""
    loaded = text.loaded
    told = [say("verify.note_in_part")] if loaded.version.partial else []
    if missing := missing_words(say, loaded):
        told.append(missing)
    if pages := sorted({page for source in loaded.version.sources for page in source.pages_without_text}):
        told.append(say("reader.needs_ocr", pages=", ".join(map(str, pages))))
    if doubts := sum(len(item.ocr.doubtful) for root in roots for item in root.walk() if item.ocr):
        told.append(say("dossier.doubtful", count=doubts))
    here = [item for item in loaded.problems if item.place not in loaded.ids or text.covers(item.place or "")]
    told_above = (ProblemCode.MISSING_ARTICLE,) if loaded.version.missing else ()
    problems = told_together(item.message for item in here if item.code not in told_above)
    told += [say.write(message) for message in problems[:_MOST]]
    return [*told, *([say("ref.more", count=len(problems) - _MOST)] if len(problems) > _MOST else [])]
