"""Entry of the app for `streamlit run app.py`; `kb app` serves the same."""

import streamlit as st

import kb  # noqa: F401  (switches telemetry off)
from kb.cli.serving import SCRIPT, parts_of_run

app = st.App(SCRIPT, **parts_of_run())
