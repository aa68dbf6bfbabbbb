"""The parts of a card as fields: one part at a time, its basis chosen by searching, and the whole card as YAML."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from documents.paths import provision_key, split_key
from kb.entitlements.binding import Checked, Flaw, beginning
from kb.entitlements.checking import rule_day_of
from kb.entitlements.forms import add_row, fields_of
from kb.entitlements.loading import Desk, write_yaml
from kb.entitlements.model import About, Card, Confidence
from kb.entitlements.revising import basis_key, source_for, words_at
from kb.entitlements.revisions import CardState
from kb.interface.catalogue import Catalogue
from kb.interface.days import today
from kb.pages.kit import address as at
from kb.pages.kit import data as texts
from kb.pages.kit.bar import acting
from kb.pages.kit.base import read_base
from kb.pages.kit.drafts import Draft
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros, plain
from kb.pages.kit.pickers import choose, choose_instrument, choose_place, day_field
from kb.pages.kit.picks import select_box

_HTML = macros("supports")
YAML = "yaml"
CHOOSING = {"find": "", "instrument": "", "unit": "", "path": ""}
"""What is typed and chosen while a basis is looked for."""

_NEW = ("new:statements", "new:amounts")
_SHORT = 60
_QUOTED = 200


def choose_part(frame: Frame, draft: Draft, data: Mapping[str, Any] | None) -> str:
    """The part that is shown. Once the YAML was written in, it is the YAML until that is used or discarded."""
    say, fields = frame.say, draft.fields
    if fields[YAML] != draft.began[YAML]:
        return YAML
    parts = ["say", "title", *(f"says.{number}" for number in range(fields["says.count"]))]
    for kind in ("amounts", "statements", "missing"):
        parts += [f"{kind}.{number}" for number in range(fields[f"{kind}.count"])]
    parts += ["callers", "verified", *_NEW, YAML]
    key = f"card_part_{draft.place}"
    if st.session_state.get(key) not in parts:
        st.session_state[key] = parts[0]
    words = partial(part_words, say, fields)
    return str(select_box(say("curate.part"), parts, key, words, on_change=_chosen, args=(draft, key, data)))


def _chosen(draft: Draft, key: str, data: Mapping[str, Any] | None) -> None:
    """Another part: a new one is made, the YAML is written anew from the fields."""
    part = st.session_state[key]
    if part in _NEW:
        kind = part.partition(":")[2]
        values: dict[str, Any] = {"confidence": Confidence.TO_CHECK.value}
        values |= {"about": About.NOTE.value} if kind == "statements" else {"known": False}
        st.session_state[key] = add_row(draft.fields, kind, **values)
    elif part == YAML and data is not None:
        draft.put({YAML: write_yaml(dict(data))})
        draft.began[YAML] = draft.fields[YAML]
    draft.put(CHOOSING)


def part_words(say: Catalogue, fields: Mapping[str, Any], part: str) -> str:
    """What a part is, with the beginning of its words."""
    kind, _, number = part.partition(".")
    if part in _NEW or not number:
        return plain(say(f"curate.part_{part.replace(':', '_')}"))
    about = fields.get(f"{part}.about")
    name = say(f"desk.about_{about}") if about else say(f"curate.part_{kind}", number=int(number) + 1)
    words = " ".join(str(fields[f"{part}.vi"]).split())
    cut = f"{words[:_SHORT]}…" if len(words) > _SHORT else words or "…"
    gone = f" ({say('curate.gone')})" if fields[f"{part}.gone"] else ""
    return plain(f"{name}: {cut}{gone}")


def show_part(frame: Frame, draft: Draft, part: str, desk: Desk, seen: CardState, data: Mapping[str, Any] | None) -> None:
    """Draw the fields of a part."""
    say = frame.say
    with st.container(key="cardpart", border=True):
        if part == YAML:
            draft.ask(say("curate.part_yaml"), st.text_area, YAML, height=520, help=say("curate.yaml_help"))
            if draft.fields[YAML] != draft.began[YAML]:
                st.html(KIT.quiet(say("curate.yaml_rules")))
                use: dict[str, Any] = {"on_click": _use, "args": (draft, data), "disabled": data is None}
                st.button(say("curate.use_yaml"), key=f"card_use_{draft.serial}", **use)
        elif part == "callers":
            draft.ask(say("curate.part_callers"), st.text_area, "callers", height=360, help=say("curate.callers_help"))
        elif part == "verified":
            draft.ask(say("curate.verified_by"), st.text_input, "verified.by", max_chars=200)
            day_field(draft, "verified.on", say("curate.verified_on"))
            now = {"verified.by": acting().name, "verified.on": today()}
            st.button(say("curate.verified_now"), key=f"card_now_{draft.serial}", on_click=draft.put, args=(now,))
        else:
            _row(frame, draft, part, desk, seen, data)


def _use(draft: Draft, data: dict[str, Any]) -> None:
    """Go on in the form with what was written as YAML."""
    draft.put({**fields_of(data), YAML: write_yaml(data)})
    draft.began[YAML] = draft.fields[YAML]
    draft.about["data"] = data


def _row(frame: Frame, draft: Draft, part: str, desk: Desk, seen: CardState, data: Mapping[str, Any] | None) -> None:
    say, fields = frame.say, draft.fields
    if f"{part}.about" in fields:
        abouts = [item.value for item in About]
        choose(draft, f"{part}.about", say("curate.field_about"), abouts, lambda code: say(f"desk.about_{code}"))
    for name, height, help_ in (("vi", 130, None), ("en", 100, None), ("more", 100, say("curate.more_help"))):
        draft.ask(say(f"curate.field_{name}"), st.text_area, f"{part}.{name}", height=height, help=help_)
    if f"{part}.known" in fields:
        _figure(frame, draft, part)
    if f"{part}.basis" in fields:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            known = [item.value for item in Confidence]
            choose(draft, f"{part}.confidence", say("curate.field_confidence"), known, lambda code: say(f"curate.is_{code}"))
            day_field(draft, f"{part}.from", frame.say("curate.field_from"))
            day_field(draft, f"{part}.to", frame.say("curate.field_to"))
        _basis(frame, draft, part, desk, desk.cards[seen.card], data)
    if part.partition(".")[0] in ("statements", "amounts", "missing"):
        draft.ask(say("curate.take_out"), st.checkbox, f"{part}.gone")


def _figure(frame: Frame, draft: Draft, part: str) -> None:
    """A sum, and whether it is known; what is made of a parameter stays as the YAML has it."""
    say, fields = frame.say, draft.fields
    draft.ask(say("curate.field_known"), st.checkbox, f"{part}.known", help=say("curate.known_help"))
    if fields[f"{part}.parameter"]:
        st.html(KIT.quiet(say("curate.of_parameter", name=fields[f"{part}.parameter"], factor=fields[f"{part}.factor"])))
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        help_ = plain(say("curate.value_help", mark="{value}"))
        draft.ask(say("curate.field_value"), st.number_input, f"{part}.value", min_value=0, step=1000, help=help_)
        draft.ask(say("curate.field_unit"), st.text_input, f"{part}.unit", max_chars=40)


def _basis(frame: Frame, draft: Draft, part: str, desk: Desk, card: Card, data: Mapping[str, Any] | None) -> None:
    """What it rests on, with the words that the base has; another one is looked for, and taken."""
    say, fields = frame.say, draft.fields
    instrument, path = basis_key(desk, {"sources": fields["sources"]}, str(fields[f"{part}.basis"] or ""))
    day = rule_day_of(card, None, frame.day)
    if instrument is not None:
        now = read_base(words_at, desk, instrument, path, day, fields[f"{part}.sha256"] or None)
        flaw = now.flaw
        href = frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path}) if now.held else ""
        name = _called(desk, fields, str(fields[f"{part}.basis"]), say)
        st.html(_HTML.basis(name, path, href, say(f"cards.flaw_{flaw.value}") if flaw else "", now.quote))
        if flaw in (Flaw.CHANGED, Flaw.UNREVIEWED) and now.sha256:
            key = f"card_bind_{draft.serial}_{part}"
            st.button(say("curate.bind"), key=key, help=say("curate.bind_help"), on_click=_bind, args=(draft, part, now))
    else:
        st.html(KIT.quiet(say("curate.no_basis")))
    with st.expander(say("curate.other_basis"), expanded=instrument is None, key=f"card_other_{draft.serial}_{part}"):
        fields["instrument"] = choose_instrument(frame, draft, "find", "instrument", say("curate.find_text"), named=False)
        if not fields["instrument"]:
            return
        choose_place(frame, draft)
        chosen = read_base(words_at, desk, fields["instrument"], str(fields["path"] or ""), day)
        if chosen.quote:
            st.html(_HTML.words(chosen.quote))
        key = f"card_take_{draft.serial}_{part}"
        st.button(say("curate.take"), key=key, on_click=_take, args=(draft, part, desk, chosen))


def _called(desk: Desk, fields: Mapping[str, Any], basis: str, say: Catalogue) -> str:
    name, _ = split_key(basis)
    if name in desk.sources:
        return desk.sources[name].name(say.language)
    row = fields["sources"].get(name) or {}
    return str((row.get("name") or {}).get(say.language) or name)


def _bind(draft: Draft, part: str, now: Checked) -> None:
    """Somebody has compared the statement with the words that are there."""
    old = str(draft.fields[f"{part}.quote"] or "")
    quote = old if old and now.quote and old in now.quote else beginning(now.quote or "", _QUOTED)
    draft.put({f"{part}.quote": quote, f"{part}.sha256": now.sha256})


def _take(draft: Draft, part: str, desk: Desk, chosen: Checked) -> None:
    """The provision that was chosen is the basis now, bound to its words."""
    fields = draft.fields
    key, path = str(fields["instrument"]), str(fields["path"] or "")
    held: dict[str, Any] = {"sources": dict(fields["sources"])}
    name = source_for(desk, held, key, texts.name_of_key(key))
    fields["sources"] = held["sources"]
    quote, sha256 = (beginning(chosen.quote or "", _QUOTED), chosen.sha256 or "") if path else ("", "")
    draft.put({f"{part}.basis": provision_key(name, path), f"{part}.quote": quote, f"{part}.sha256": sha256, **CHOOSING})
