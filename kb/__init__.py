"""The knowledge base. Telemetry of the libraries it stands on is switched off here, before anything imports them."""

import os

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"
