"""The site of docs/ in var/site, and whether it is whole: `make site`.

The builder finds dead links itself. What it cannot do comes after: searching without marks, the language of each page, and the
promise that a browser asks nobody else for anything.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "var/site"
PLAIN = 't.normalize("NFKD").toLowerCase()'
FOLDED = PLAIN + r'.replace(/\p{M}/gu,"").replaceAll("đ","d")'
# What a browser fetches by itself; a link that is clicked is no such thing.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|embed|audio|video|object)\b[^>]*?\s(?:src|srcset|data)=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b(?=[^>]*rel=["']?(?:stylesheet|preconnect|preload|icon|modulepreload|dns-prefetch))[^>]*?href=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|(?:@import\s+(?:url\()?|url\()["']?((?:https?:)?//[^"')]+)""",
    re.IGNORECASE,
)


def outside(text: str) -> list[str]:
    """What of a page or a style sheet a browser would ask others for."""
    return [next(filter(None, found.groups())) for found in FETCHED.finditer(text)]


def fold(site: Path) -> None:
    """Let "nan nhan" find "nạn nhân": the search reads its words and what is typed without marks."""
    (worker,) = (site / "assets/javascripts/workers").glob("search.*.js")
    before = worker.read_text(encoding="utf-8")
    if before.count(PLAIN) != 1:
        raise SystemExit("the search of the site has changed: see PLAIN in .ci/site.py")
    worker.write_text(before.replace(PLAIN, FOLDED), encoding="utf-8")


def main(builder: str) -> int:
    """Build it; 1 where it is not whole."""
    done = subprocess.run([builder, "build", "--clean", "--strict"], cwd=ROOT)
    if done.returncode:
        return 1
    fold(SITE)
    wrong = []
    for path in sorted(SITE.rglob("*")):
        if path.suffix in (".html", ".css"):
            text = path.read_text(encoding="utf-8")
            wrong += [f"{path.relative_to(SITE)}: {address}" for address in outside(text)]
            if path.suffix == ".html" and path.parent == SITE and path.name not in ("index.html", "404.html"):
                path.write_text(text.replace('<html lang="vi"', '<html lang="en"', 1), encoding="utf-8")
    sys.stdout.write(
        "".join(f"asks others: {line}\n" for line in wrong)
        or "its search works where it is served: python3 -m http.server --directory var/site\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
