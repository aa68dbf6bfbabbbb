"""Run the benchmarks: all of them, or those named."""

import argparse
import os
import platform
import sys
from importlib.metadata import version

import kb  # noqa: F401  (switches telemetry off)
from benchmarks import citations, consolidation, elastic, ingesting, parsing, searching
from benchmarks.tables import MissingDataError

TABLES = {
    "search": searching.tables,
    "elasticsearch": elastic.tables,
    "ingest": ingesting.tables,
    "parse": parsing.tables,
    "citations": citations.tables,
    "consolidation": consolidation.tables,
}


def main() -> int:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("tables", nargs="*", help=f"which tables to print: {', '.join(TABLES)}; default: all", metavar="TABLE")
    parser.add_argument("--queries", type=int, default=60, help="judged queries for the slow alternatives (default 60)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.tables if name not in TABLES]
    if unknown:
        parser.error(f"no such table: {', '.join(unknown)}; there are {', '.join(TABLES)}")
    print(
        f"Tủ Luật {version('tuluat')}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f} at the start\n"
    )
    for name in arguments.tables or TABLES:
        try:
            for table in TABLES[name](arguments):
                print(table, flush=True)
        except MissingDataError as reason:
            print(f"{name}: skipped, {reason}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
