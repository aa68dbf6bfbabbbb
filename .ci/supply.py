"""What the program is made of, and whether anything known is wrong with it: `make sbom`, `make audit`.

pip-audit says "No known vulnerabilities found" also where its service knew none of the packages; here that is a failure.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEN = ROOT / "kb/pages/pen/package-lock.json"


def verdict(answer: dict[str, Any]) -> tuple[int, list[str]]:
    """What pip-audit's answer comes to.

    :param answer: its JSON
    :returns: exit status (0: all were examined and nothing is known; 1: something is; 2: not all were examined), and what to say
    """
    packages = answer["dependencies"]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    known = [
        f"{package['name']} {package['version']}: {found['id']} (mended in {', '.join(found['fix_versions']) or 'no release yet'})"
        for package in packages
        for found in package.get("vulns", ())
    ]
    said = [*known, f"examined {len(packages) - len(skipped)} of {len(packages)} packages, {len(known)} known faults"]
    if skipped or not packages:
        said.append("not examined: " + (", ".join(skipped) or "there was nothing to examine"))
    return (1 if known else 2 if skipped or not packages else 0), said


def audit(tools: Path, requirements: Path) -> int:
    """Ask for known faults of every package at its exact version."""
    options = ["--requirement", str(requirements), "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run([tools / "pip-audit", *options], capture_output=True, text=True)
    try:
        status, said = verdict(json.loads(done.stdout))
    except (json.JSONDecodeError, KeyError):
        status, said = 2, ["pip-audit did not answer: " + (done.stderr.strip().splitlines() or ["nothing was said"])[-1]]
    sys.stdout.write("\n".join(said) + "\n")
    return status


def bill(tools: Path, environment: Path, to: Path) -> int:
    """Write the bill of materials (CycloneDX): Python's packages of an environment, and what the reader's pen is bundled of."""
    of = ["environment", environment, "--pyproject", ROOT / "pyproject.toml"]
    options = [*of, "--output-reproducible", "--output-format", "JSON"]
    made = json.loads(subprocess.run([tools / "cyclonedx-py", *options], capture_output=True, text=True, check=True).stdout)
    made["components"] += [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{name.rpartition('node_modules/')[2]}@{found['version']}",
            "name": name.rpartition("node_modules/")[2],
            "version": found["version"],
            "purl": f"pkg:npm/{name.rpartition('node_modules/')[2].replace('@', '%40')}@{found['version']}",
            "licenses": [{"license": {"id": found["license"]}}],
        }
        for name, found in json.loads(PEN.read_text(encoding="utf-8"))["packages"].items()
        if name and not found.get("dev")
    ]
    to.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{to}: {len(made['components'])} components\n")
    return 0


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tools", type=Path, required=True)
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--audit", type=Path, metavar="REQUIREMENTS")
    wanted.add_argument("--bill", type=Path, nargs=2, metavar=("ENVIRONMENT", "FILE"))
    given = parser.parse_args()
    return audit(given.tools, given.audit) if given.audit else bill(given.tools, *given.bill)


if __name__ == "__main__":
    sys.exit(main())
