"""References as links: in the words of a text, and as lists in the margin."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from documents.paths import split_key
from documents.wording.citing import cite
from kb.database.reading.reader import InstrumentRecord
from kb.interface.catalogue import Catalogue
from kb.law.references.links import Incoming, Link, LinkTarget
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros
from kb.pages.reader.typesetting import TextLink

_LISTED = 30
_QUOTED = 260


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reference leads.

    :param words: what it is called
    :param href: where it can be opened, None where the base does not have it
    :param inside: path in the text that is being read
    :param note: why it cannot be opened
    """

    words: str
    href: str | None = None
    inside: str | None = None
    note: str = ""

    @property
    def opens(self) -> bool:
        """Whether there is something to open."""
        return self.href is not None or self.inside is not None


@dataclass(frozen=True, slots=True)
class Places:
    """Turns the targets of references into places, as seen from one text.

    :param key: instrument that is read; ``instrument_id`` its row, ``paths`` what it has
    """

    frame: Frame
    instrument_id: int
    paths: Mapping[str, int]
    known: Mapping[int, InstrumentRecord]

    def of(self, target: LinkTarget) -> Place:
        """The place that a target names."""
        say, path = self.frame.say, target.path
        if not target.possible:
            return Place(data.place_in(path, target.label), note=say("ref.impossible"))
        if target.instrument_id == self.instrument_id:
            if not path:
                return Place(say("ref.this_text"), inside="")
            if path in self.paths:
                return Place(cite(path), inside=path)
            own = self.known.get(self.instrument_id)
            return Place(cite(path), note=say("ref.absent_here_in_part" if own is not None and own.partial else "ref.absent_here"))
        held = self.known.get(target.instrument_id) if target.instrument_id is not None else None
        if held is None:
            note = say("ref.missing_known", known=split_key(target.key)[0]) if target.key else say("ref.missing_name")
            return Place(data.place_in(path, target.label), note=note)
        href = self.frame.address(at.READER, **{at.INSTRUMENT: held.key, at.PROVISION: path or None})
        return Place(data.place_in(path, data.name(held)), href=href)


def text_links(links: Iterable[Link], place: Callable[[LinkTarget], Place]) -> dict[tuple[str, str], list[TextLink]]:
    """The links of a text, by provision and field."""
    found: dict[tuple[str, str], list[TextLink]] = defaultdict(list)
    tags: dict[tuple[LinkTarget, ...], str] = {}
    for link in links:
        tag = tags.get(link.targets)
        if tag is None:
            tag = tags[link.targets] = link_tag([place(target) for target in link.targets])
        if tag:
            found[link.path, link.field].append(TextLink(link.start, link.end, tag))
    return {where: sorted(group, key=lambda item: item.start) for where, group in found.items()}


def link_tag(places: Sequence[Place]) -> str:
    """The opening tag of a reference: to the place it names, or to a menu where there are several or none can be opened."""
    places = tuple(dict.fromkeys(places))
    if not places or all(place.inside == "" for place in places):
        return ""
    if len(places) == 1 and places[0].opens:
        place = places[0]
        if place.inside is not None:
            return Markup('<a class="ref" data-to="{}" href="#" title="{}">').format(place.inside, place.words)
        return Markup('<a class="ref" data-go="{}" href="{}" title="{}">').format(at.READER, place.href or "", place.words)
    style = "ref" if all(place.opens for place in places) else "ref out"
    menu = json.dumps([[place.words, place.href, place.inside, place.note] for place in places], ensure_ascii=False)
    hint = "; ".join(f"{place.words} ({place.note})" if place.note else place.words for place in places[:4])
    return Markup('<a class="{}" role="button" tabindex="0" title="{}" data-menu="{}">').format(style, hint, menu)


def outgoing_html(say: Catalogue, links: Iterable[Link], place: Callable[[LinkTarget], Place]) -> Markup:
    """What a provision points to, each place once."""
    places = tuple(dict.fromkeys(place(target) for link in links for target in link.targets))
    return macros("linking").outgoing(say, [item for item in places if item.inside != ""], _LISTED)


def incoming_html(frame: Frame, found: Sequence[Incoming], instrument: str, known: Mapping[int, InstrumentRecord]) -> Markup:
    """What points to a provision, by instrument, with the sentence."""
    groups: dict[int, list[Incoming]] = defaultdict(list)
    places = list({(item.instrument_id, item.path, item.words): item for item in found}.values())
    for item in places[:_LISTED]:
        groups[item.instrument_id].append(item)
    named = [
        (data.name(known[row]) if row in known else items[0].name, items[0].instrument == instrument, items)
        for row, items in groups.items()
    ]
    return macros("linking").incoming(frame, named, len(places) - _LISTED, _QUOTED)
