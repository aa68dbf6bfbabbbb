"""The knowledge base. Telemetry and tracing of the libraries it stands on are switched off here, before anything imports them.

A trace of a pipeline, and what is written down where one fails, would hold what somebody asked.
"""

import os

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
os.environ["HAYSTACK_CONTENT_TRACING_ENABLED"] = "false"
os.environ["HAYSTACK_PIPELINE_SNAPSHOT_SAVE_ENABLED"] = "false"
os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"
