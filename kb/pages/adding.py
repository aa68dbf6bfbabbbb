"""Thêm bằng tay: what a person knows of the effect of a text and no text of the base says."""

import streamlit as st

from kb.pages.frame import Frame
from kb.pages.parts import state


def show_adding(frame: Frame) -> None:
    """Draw the form."""
    st.html(state(frame.say("review.by_hand"), frame.say("review.by_hand_next"), (), "✎"))
