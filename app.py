"""Entry of the app for `streamlit run app.py`; `kb app` serves the same."""

import streamlit as st

import kb  # noqa: F401  (switches telemetry off)
from ingest.inbox.receiving import routes
from kb.cli.serving import SCRIPT, middleware, opened

app = st.App(SCRIPT, routes=routes(), middleware=middleware(), lifespan=opened)
