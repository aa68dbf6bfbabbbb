"""Run the benchmarks: those named, else all that need no base to be named (`WHEN_NAMED`)."""

import argparse
import os
import platform
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import kb  # noqa: F401  (switches telemetry off)
from benchmarks.tables import MissingDataError

# By the name of the module, which is loaded when its turn comes: this one is loaded again in every process that a table starts.
TABLES = {
    "search": "searching",
    "load": "people",
    "elasticsearch": "elastic",
    "ingest": "ingesting",
    "parse": "parsing",
    "scans": "scans",
    "legacy": "legacy",
    "citations": "citations",
    "consolidation": "consolidation",
    "operations": "operations",
    "pairs": "pairs",
    "statuses": "statuses",
    "fresh": "fresh",
    "calls": "calls",
    "beside": "beside",
    "public": "public",
}
WHEN_NAMED = frozenset({"statuses", "fresh", "public"})
"""They ask a base that is to be named (--home)."""


def main() -> int:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "tables",
        nargs="*",
        help=f"which tables to print: {', '.join(TABLES)}; default: all but {', '.join(sorted(WHEN_NAMED))}",
        metavar="TABLE",
    )
    parser.add_argument("--queries", type=int, default=60, help="judged queries for the slow alternatives (default 60)")
    parser.add_argument("--home", type=Path, help="a base that holds the codification, for search and load; default: one is made")
    parser.add_argument("--people", type=int, nargs="+", help="load: how many work at a time, one table each; default: one alone")
    parser.add_argument("--minutes", type=float, default=10.0, help="load: how long they work (default 10)")
    parser.add_argument("--alone", type=int, metavar="ROUNDS", help="load: how often one person alone does each thing (default 10)")
    parser.add_argument("--sessions", type=int, metavar="TABS", help="load: so many tabs are opened, used and closed before")
    parser.add_argument("--processes", type=int, default=1, help="load: of the app, behind nginx where they are more than one")
    parser.add_argument("--address", help="load: of an app that runs; default: one is started on a copy of the base")
    parser.add_argument("--watch", type=int, nargs="+", metavar="PROCESS", help="load: the processes of that app")
    parser.add_argument("--beside", default="HEAD~1", metavar="COMMIT", help="the commit that beside measures too (default HEAD~1)")
    parser.add_argument("--rounds", type=int, default=1, help="beside: how often, in turn; the best counts (default 1)")
    parser.add_argument("--run", type=Path, metavar="FILE", help="public: answers of anybody's (benchmarks/public/README.md)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.tables if name not in TABLES]
    if unknown:
        parser.error(f"no such table: {', '.join(unknown)}; there are {', '.join(TABLES)}")
    print(
        f"Tủ Luật {version('tuluat')}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f} at the start\n"
    )
    for name in arguments.tables or [name for name in TABLES if name not in WHEN_NAMED]:
        try:
            for table in import_module(f"benchmarks.{TABLES[name]}").tables(arguments):
                print(table, flush=True)
        except MissingDataError as reason:
            print(f"{name}: skipped, {reason}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
