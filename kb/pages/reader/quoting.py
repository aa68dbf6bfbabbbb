"""Taking law along: the words of a provision with their citation, its address, and an article on paper."""

from markupsafe import Markup

from documents.structure.writing import write_text
from documents.wording.citing import citation, cite
from kb.database.reading.reader import LoadedVersion
from kb.interface.days import today
from kb.law.status.statuses import ProvisionStatus
from kb.pages.kit import address as at
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros, status_words

_LONGEST = 30_000
"""Characters of a provision that are copied with its citation. What is longer (a part, a chapter) is cited alone."""


def hand_html(frame: Frame, version: LoadedVersion, path: str, status: ProvisionStatus, number: int | None) -> Markup:
    """What can be taken along of the provision in hand.

    :param number: of the version, where the address names it
    """
    instrument, found = version.instrument, version.provision(path)
    words = write_text([found]) if found else ""
    words = words if len(words) <= _LONGEST else ""
    cited, told = citation(instrument.metadata, path), _told(frame, status)
    plain = frame.say("cite.quoted" if words else "cite.alone", words=words, citation=cited, told=told)
    href = frame.address(at.READER, **{at.INSTRUMENT: instrument.key, at.PROVISION: path, at.VERSION: number})
    return macros("quoting").hand(frame.say, cite(path), href, plain, words.split("\n") if words else [], cited, told)


def paper_head(frame: Frame, version: LoadedVersion, status: ProvisionStatus) -> Markup:
    """What stands above the text on paper only: which instrument, its status, and the day."""
    return macros("quoting").paper(citation(version.instrument.metadata), _told(frame, status))


def _told(frame: Frame, status: ProvisionStatus) -> str:
    """The status on the day that the page is about, and the day on which that was seen."""
    sentence = "cite.told_amended" if status.amended else "cite.told"
    return frame.say(sentence, day=frame.day, status=status_words(frame.say, status), today=today())
