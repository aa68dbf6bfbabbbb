"""From a file to the knowledge base."""

import kb  # noqa: F401  (switches telemetry off, before Haystack comes with a module of this package)
