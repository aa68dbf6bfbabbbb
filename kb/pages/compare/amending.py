"""A text beside one that changes a part of it: its words before stand beside those after, not beside the sentences that say so."""

from dataclasses import replace

import streamlit as st

from documents.wording.citing import cite
from kb.law.effects.groups import last_decision
from kb.law.texts.amending import Amended, as_amended
from kb.pages.compare.alignment import Changed, Part
from kb.pages.kit import data
from kb.pages.kit.base import read_base, revision
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT


@st.cache_resource(max_entries=8, show_spinner=False)
def _amended(of: str, decided: int, text: int, by: int, number: int | None) -> Amended | None:
    return read_base(as_amended, text, by, number)


def parts_to_compare(frame: Frame, left: Part, right: Part, asked: tuple[int | None, int | None]) -> tuple[Part, Part]:
    """What is compared of two texts, with the sentences that say so where the one changes a part of the other.

    :param asked: of each the number of the version that somebody chose
    """
    if left.path or right.path or left.version.instrument.id == right.version.instrument.id:
        return left, right
    for text, other, number in ((left, right, asked[0]), (right, left, asked[1])):
        ids = text.version.instrument.id, other.version.instrument.id
        found = _amended(revision(), read_base(last_decision), *ids, number)
        if found is None:
            continue
        names = {"name": data.name(text.version.instrument), "by": data.name(other.version.instrument)}
        say = frame.say
        if found.base is None or found.provisions == found.base.provisions:
            st.html(KIT.banner("⚠", say("compare.amends", **names)))
            return (left, replace(right, amends=True)) if other is right else (replace(left, amends=True), right)
        told = [say("compare.amended", **names), *(() if found.reviewed else (say("compare.amended_unreviewed"),))]
        if found.left_out:
            told.append(say("compare.amended_left_out", places=", ".join(map(cite, found.left_out)), **names))
        remark = " ".join(told)
        st.html(KIT.banner("±", remark))
        changed = Changed(found.provisions, say("compare.changed_by", **names), remark, other.version, found.said_at or {})
        return Part(found.base), Part(found.base, changed=changed)
    return left, right
