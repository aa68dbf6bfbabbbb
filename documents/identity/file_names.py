"""The number that a file's name claims: used only when nothing else tells."""

import re

from documents.identity.issuers import abbreviation_of

_NAMED = re.compile(
    r"(?<!\d)(?P<ordinal>\d{1,4})[-_ ](?P<year>(?:19|20)\d{2})[-_ ]"
    r"(?P<suffix>qh\d{1,2}|(?:nd|nđ|tt|ttlt|qd|qđ|nq|ct|pl)(?:[-_](?!\d+(?:\D|$))[a-zđ&\d]+){1,6})",
    re.IGNORECASE,
)
_CONSOLIDATED = re.compile(r"(?<!\d)(?P<ordinal>\d{1,4})[-_ ]vbhn[-_ ](?P<issuer>[a-zđ]+)", re.IGNORECASE)
_KINDS = {"nd": "NĐ", "qd": "QĐ", "tt": "TT", "ttlt": "TTLT", "nq": "NQ", "ct": "CT", "pl": "PL"}


def number_in_file_name(name: str | None) -> str | None:
    """``new_45-2019-QH14.txt`` to ``45/2019/QH14``, ``nghi-dinh-so-188-2025-nd-cp-45593.pdf`` to ``188/2025/NĐ-CP``."""
    if not name:
        return None
    if match := _CONSOLIDATED.search(name):
        return f"{match['ordinal']}/VBHN-{abbreviation_of(match['issuer'])}"
    match = _NAMED.search(name)
    if match is None:
        return None
    ordinal, year = match["ordinal"], match["year"]
    kind, *issuers = re.split(r"[-_]", match["suffix"])
    if kind.lower().startswith("qh"):
        return f"{ordinal}/{year}/{kind.upper()}"
    known = [abbreviation_of(issuer) for issuer in issuers]
    kept = known[: next((i for i, (old, new) in enumerate(zip(issuers, known, strict=True)) if new is None and i > 0), len(known))]
    suffix = "-".join(new or old.upper() for old, new in zip(issuers, kept, strict=False))
    return f"{ordinal}/{year}/{_KINDS.get(kind.lower(), kind.upper())}-{suffix}"
