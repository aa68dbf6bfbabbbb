"""The command line: `kb …`.

Garbage is looked for after 100,000 new objects instead of 700: what is imported, and nearly all that an ingest makes, stays.
"""

import gc

gc.set_threshold(100_000, 10, 100)
