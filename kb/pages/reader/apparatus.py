"""What stands around the words of a text and beside them in the margin: links, what points to it, changed it, keeps it alive."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from documents.paths import provision_key, split_key, touches, unit_of, upward
from documents.time.stated import Statement
from documents.time.status import Told, WordingCode
from documents.time.wordings import ChangedBy
from documents.wording.actions import Action
from documents.wording.citing import cite, instrument_name
from kb.database.reading.reader import InstrumentRecord, LoadedVersion
from kb.database.storing.arrangement import COMPILED, CONSOLIDATION
from kb.errors import KnowledgeBaseError
from kb.interface.catalogue import Catalogue
from kb.law.derivation.history import changes_in, made_of
from kb.law.effects.relations import RelationView, transitional_for
from kb.law.effects.views import EffectView
from kb.law.references.links import Incoming, Link, LinkTarget, count_incoming, incoming, outgoing
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import Unreviewed, UnreviewedReader, marked, names_of, rests_on_unreviewed
from kb.law.texts.twins import carried_by
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import base, session
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, SIGNS, badge, macros, reviewed_by, sentence, typed_html
from kb.pages.reader.doubts import with_doubts
from kb.pages.reader.typesetting import Apparatus, TextLink
from kb.search.similar import similar

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
    """Turns the targets of references into places, as seen from one text, which has these paths."""

    frame: Frame
    instrument_id: int
    paths: Mapping[str, int]
    known: Mapping[int, InstrumentRecord]

    def of(self, target: LinkTarget) -> Place:
        """The place that a target names."""
        say, path = self.frame.say, target.path
        if not target.possible:
            return Place(data.place_in(path, target.label), note=say("ref.impossible"))
        held = self.known.get(target.instrument_id or 0)
        if target.instrument_id == self.instrument_id:
            if not path:
                return Place(say("ref.this_text"), inside="")
            if path in self.paths:
                return Place(cite(path), inside=path)
            return Place(cite(path), note=say("ref.absent_here_in_part" if held and held.partial else "ref.absent_here"))
        if held is None:
            note = say("ref.missing_known", known=split_key(target.key)[0]) if target.key else say("ref.missing_name")
            if names := [data.name(self.known[row]) for row in target.alike if row in self.known]:
                note = say("ref.alike", names=names)
            return Place(data.place_in(path, target.label), note=note)
        href = self.frame.address(at.READER, **{at.INSTRUMENT: held.key, at.PROVISION: path or None})
        return Place(data.place_in(path, data.name(held)), href=href)


def text_links(links: Iterable[Link], place: Callable[[LinkTarget], Place]) -> dict[tuple[str, str], list[TextLink]]:
    """The links of a text, by provision and field."""
    found: dict[tuple[str, str], list[TextLink]] = defaultdict(list)
    tags: dict[tuple[LinkTarget, ...], str] = {}
    for link in links:
        if link.targets not in tags:
            tags[link.targets] = link_tag([place(target) for target in link.targets])
        if tag := tags[link.targets]:
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
    names = {row: data.name(known[row]) if row in known else items[0].name for row, items in groups.items()}
    named = [(names[row], items[0].instrument == instrument, items) for row, items in groups.items()]
    return macros("linking").incoming(frame, named, len(places) - _LISTED, _QUOTED)


_HTML = macros("around")
_SHOWN, _MOST, _SIMILAR, _FEW_LETTERS = 12, 200, 5, 800
CHANGED, DOUBTFUL, KEPT, LATER = "±", "⚠", "⧖", "○"


def apparatus(frame: Frame, version: LoadedVersion, known: Mapping[int, InstrumentRecord]) -> Apparatus:
    """Everything that stands around the words of a version on the day."""
    instrument_id, paths = version.instrument.id, version.ids
    with session() as opened:
        links = outgoing(opened, version)
        cited = count_incoming(opened, instrument_id)
        changes = changes_in(opened, version.version.id)
        unreviewed = UnreviewedReader(opened, instrument_id, version.version.id, frame.day)
        told = (place_in_text(effect.target_path, paths) for effect in unreviewed.effects if effect.target_path)
        waiting = {where: unreviewed.on(where) for where in dict.fromkeys(told) if where}
        kept = transitional_for(opened, instrument_id)
        over = marked(opened, version, frame.day)
    places = Places(frame, instrument_id, paths, known)
    beside: dict[str, list[str]] = defaultdict(list)
    above: dict[str, list[str]] = defaultdict(list)
    signs: dict[str, set[str]] = defaultdict(set)
    for path, sign, html in (*status_beside(frame, over), *_changed_words(frame, version, changes)):
        beside[path].append(html)
        signs[unit_of(path)].add(sign)
    for transition in kept:
        if transition.target_path and (where := place_in_text(transition.target_path, paths)):
            beside[where].append(KIT.beside("kept", KEPT, transition_line(frame, transition)))
    held: dict[str, list[EffectView]] = defaultdict(list)
    for where, found in waiting.items():
        own = found and _at(found, where, paths)
        if own:
            held[place_in_text(unit_of(where), paths) or where] += own.held
            # The words that hold now instead of those of the text come before these.
            now = own.status.wording is WordingCode.OVER and any(map(_brings, own.alarm))
            (above if now else beside)[where].append(waiting_html(frame, own, version.instrument.key, where))
            if own.alarm:
                signs[unit_of(where)].add("doubtful")
    for where, effects in held.items():
        beside[where].append(quiet_line(frame, effects))
    counted: Counter[str] = Counter()
    for path, count in cited.items():
        if path and (where := place_in_text(path, paths)):
            counted[unit_of(where)] += count
    return Apparatus(
        with_doubts(frame.say, version.provisions, text_links(links, places.of)),
        {path: "".join(lines) for path, lines in beside.items()},
        {path: "".join(lines) for path, lines in above.items()},
        {path: _HTML.cited(frame.say, path, count) for path, count in counted.items()},
        {path: " ".join(sorted(names)) for path, names in signs.items()},
    )


def status_beside(frame: Frame, over: Mapping[str, ProvisionStatus]) -> Iterator[tuple[str, str, Markup]]:
    """What has ended or suspended provisions, and what may have."""
    for path, status in over.items():
        if status.told is not Told.UNKNOWN:
            yield path, "ended", _HTML.beside("ended", SIGNS[status.told], [status.sentence(frame.say)])
        elif not rests_on_unreviewed(status):  # those stand there by what does it
            yield path, "doubtful", _HTML.beside("doubtful", DOUBTFUL, [status.sentence(frame.say)])


def _changed_words(
    frame: Frame, version: LoadedVersion, changes: Mapping[str, Sequence[ChangedBy]]
) -> Iterator[tuple[str, str, Markup]]:
    for path, made in changes.items():
        if where := place_in_text(path, version.ids):
            yield where, "changed", _HTML.beside("changed", CHANGED, [changed_by(frame, change) for change in dict.fromkeys(made)])
    for item in version.walk():
        if html := typed_html(frame.say, item):
            yield item.path, "changed", html


def place_in_text(path: str, paths: Mapping[str, int]) -> str | None:
    """The place itself or the nearest one above it that the text has."""
    return next((above for above in upward(path) if above in paths), None)


def _at(found: Unreviewed, where: str, paths: Mapping[str, int]) -> Unreviewed | None:
    """What is told at a place, without what is told above or below it."""

    def here(effects: Sequence[EffectView]) -> tuple[EffectView, ...]:
        return tuple(item for item in effects if item.target_path and place_in_text(item.target_path, paths) == where)

    own = Unreviewed(found.status, here(found.alarm), here(found.held), here(found.later), here(found.besides))
    return own if own.alarm or own.held or own.later or own.besides else None


def changed_by(frame: Frame, change: ChangedBy) -> Markup:
    """One line of what made a wording."""
    name, key = instrument_link(frame, change.key, change.name), "change.by_since" if change.since else "change.by"
    line = sentence(frame.say, key, {"name": name}, day=frame.say.day(change.since))
    return _HTML.corrected(line, reviewed_by(frame.say, change)) if change.corrected else line


def made_line(frame: Frame, version: LoadedVersion) -> Markup:
    """What a compiled version is made of, and who reviewed it; what a consolidated text tells; empty for other texts."""
    if version.version.origin not in (COMPILED, CONSOLIDATION):
        return Markup()
    with session() as opened:
        found = made_of(changes_in(opened, version.version.id))
        merged = carried_by(opened.connection(), version.version.id)
    if merged is not None:
        name = instrument_link(frame, merged[0], merged[1] or merged[0])
        line = sentence(frame.say, "typed.merged", {"name": name}, day=frame.say.day(version.version.valid_from))
        told = [(_places(paths), changed_by(frame, change), "") for change, paths in found]
        return _HTML.made(line, told, frame.say("typed.each", count=len(told)))
    if not found or version.version.origin != COMPILED:
        return Markup()
    say, reviewed = frame.say, sum(change.reviewed_by is not None for change, _ in found)
    words = say("typed.made", count=len(found), reviewed=reviewed, others=len(found) - reviewed)
    told = [(_places(paths), changed_by(frame, replace(change, corrected=())), reviewed_by(say, change)) for change, paths in found]
    return _HTML.made(words, told, say("typed.each", count=len(told)))


def amendment_line(frame: Frame, key: str, amendment: Statement) -> Markup:
    """What is stated to have amended a provision; or its text at places that nothing names, so that no provision is said to be."""
    say, href = frame.say, frame.address(at.READER, **{at.INSTRUMENT: key, at.VIEW: at.HISTORY})
    about, named = {"place": cite(amendment.path), "day": say.day(amendment.on)}, {"name": stated_by(frame, amendment)}
    line = sentence(say, "change.stated" if amendment.path else "change.somewhere", named, **about)
    return KIT.join(line, KIT.go(at.READER, href, say("view.history")))


def stated_by(frame: Frame, statement: Statement) -> Markup:
    """What a statement says has acted; what the base does not have is said to be lacking."""
    if not statement.acting:
        return KIT.vi(frame.say("stating.unnamed"))
    link = instrument_link(frame, statement.by, statement.acting)
    return link if data.record(statement.by) else KIT.join(link, f"({frame.say('stating.not_held')})")


def _places(paths: Sequence[str]) -> str:
    return "; ".join(cite(path) for path in paths[:6]) + (" …" if len(paths) > 6 else "")


def transition_line(frame: Frame, transition: RelationView) -> Markup:
    """A transitional clause: where it stands, and its words."""
    words = data.place_in(transition.path, data.name_of_key(transition.source, transition.source_name))
    place = KIT.text(frame, transition.source, transition.path, words)
    return _HTML.transition(sentence(frame.say, "transition.line", {"place": place}), transition.evidence)


def waiting_html(frame: Frame, waiting: Unreviewed, instrument: str, path: str) -> Markup:
    """Effects on a provision that nobody has reviewed: an alarm only where its status rests on them, else a quiet line."""
    link, html = review_link(frame, instrument, path), Markup()
    if waiting.alarm:
        lines = [waiting_line(frame, effect) + _new_words(frame, effect) for effect in waiting.alarm[:6]]
        html += _HTML.beside("doubtful", DOUBTFUL, lines, link)
    told = [*waiting.later, *waiting.besides]
    if told:
        html += _HTML.beside("later", LATER, [waiting_line(frame, effect) for effect in told[:6]], link)
    return html


def _brings(effect: EffectView) -> str:
    return (effect.body.get("new_text") or "") if effect.certain and effect.action in (Action.REPLACE, Action.INSERT) else ""


def _new_words(frame: Frame, effect: EffectView) -> Markup:
    """The words that an effect puts there, open where they are few: who reads older ones needs them in sight."""
    words = _brings(effect)
    return _HTML.new_words(frame.say, words, len(words) <= _FEW_LETTERS) if words else Markup()


def quiet_line(frame: Frame, effects: Sequence[EffectView]) -> Markup:
    """That the words have changes already which nobody has reviewed one by one; empty where there are none."""
    if not effects:
        return Markup()
    return _HTML.quiet(sentence(frame.say, "change.held", {"names": names_html(frame, effects)}, count=len(effects)))


def names_html(frame: Frame, effects: Sequence[EffectView]) -> Markup:
    """The instruments that do something, the first of them by name."""
    names = names_of(effects)
    return Markup(", ").join(instrument_link(frame, source, name) for source, name in names[:3]) + (" …" if len(names) > 3 else "")


def waiting_line(frame: Frame, effect: EffectView) -> Markup:
    """What an unreviewed effect says that it does."""
    say = frame.say
    name = KIT.text(frame, effect.source, effect.path, data.name_of_key(effect.source, effect.source_name))
    place = cite(effect.target_path) if effect.target_path else say("ref.this_text")
    values = {"action": say(f"action.{effect.action}"), "place": place, "day": say.day(effect.effective_from)}
    return sentence(say, "change.waiting", {"name": name}, **values)


def review_link(frame: Frame, instrument: str, path: str | None) -> Markup:
    """The way to the queue, narrowed to an instrument or a place in it."""
    href = frame.address(at.EFFECTS, **{at.INSTRUMENT: instrument, at.PROVISION: path})
    return KIT.go(at.EFFECTS, href, frame.say("change.review"))


def instrument_link(frame: Frame, key: str | None, name: str) -> Markup:
    """The name of an instrument, as a link where the base has it."""
    record = data.record(key)
    return KIT.text(frame, record.key, None, data.name(record)) if record else KIT.vi(name)


def related_html(frame: Frame, version: LoadedVersion, chosen: str | None, known: Mapping[int, InstrumentRecord]) -> Markup:
    """What is known around the chosen provision, or the whole text."""
    say, instrument = frame.say, version.instrument
    with session() as opened:
        reader = UnreviewedReader(opened, instrument.id, version.version.id, frame.day)
        waiting = reader.on(chosen) if chosen else reader.anywhere()
        changes = changes_in(opened, version.version.id)
        kept = transitional_for(opened, instrument.id, chosen)
        pointing = incoming(opened, instrument.id, chosen, _MOST)
        links = outgoing(opened, version, chosen) if chosen else ()
    made = [change for path, some in changes.items() if chosen and touches(path, chosen) for change in some]
    parts: list[tuple[str, str, Markup]] = []
    told = [*waiting.alarm, *waiting.later, *waiting.besides] if waiting else []
    if waiting and (told or waiting.held):
        lines = KIT.refs([waiting_line(frame, effect) for effect in told[:_SHOWN]]) if told else Markup()
        lines += quiet_line(frame, waiting.held) + review_link(frame, instrument.key, chosen)
        parts.append((DOUBTFUL if waiting.alarm else LATER, say("related.waiting", count=len(told) + len(waiting.held)), lines))
    if made:
        parts.append((CHANGED, say("related.changed"), KIT.refs([changed_by(frame, change) for change in dict.fromkeys(made)])))
    if kept:
        parts.append((KEPT, say("related.kept"), KIT.refs([transition_line(frame, transition) for transition in kept[:_SHOWN]])))
    count = say("related.incoming_many" if len(pointing) >= _MOST else "related.incoming", count=len(pointing))
    parts.append(("←", count, incoming_html(frame, pointing, instrument.key, known)))
    if chosen:
        places = Places(frame, instrument.id, version.ids, known)
        parts.append(("→", say("related.outgoing"), outgoing_html(say, links, places.of)))
        similar_ones = _similar(frame, provision_key(instrument.key, chosen))
        if similar_ones is not None:
            parts.append(("≈", say("find.similar"), similar_ones))
    return macros("related").related(say, chosen, parts)


def _similar(frame: Frame, key: str) -> Markup | None:
    """The articles of other texts that are most like this one; None for what is no article, or without an index."""
    try:
        hits = similar(base(), key, _SIMILAR, frame.day)
    except KnowledgeBaseError:
        return None
    numbers = [data.version_to_name(hit.instrument, hit.version, frame.day) for hit in hits]
    names = [instrument_name(hit.instrument, hit.number, hit.title, subject=True) for hit in hits]
    badges = [badge(frame.say, hit.standing) for hit in hits]
    return macros("related").similar(frame, list(zip(hits, numbers, names, badges, strict=True)))
