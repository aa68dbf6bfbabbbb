"""From a file to the knowledge base."""

import kb  # switches telemetry off, before Haystack comes with a module of this package
