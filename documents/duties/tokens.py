"""How a clause is cut into tokens: words, numbers with their points ("50.000.000"), line ends, and each sign alone."""

import re

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|\n|[^\w\s]")


def cut(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a text stand; white space but for a single blank behind a token is one, too."""
    places: list[tuple[int, int]] = []
    at = 0
    for found in TOKEN.finditer(text):
        start, end = found.span()
        if text[start] != "\n":
            places += [(at, start)] if at < start else []
            places.append((start, end))
            at = end + text.startswith(" ", end)
    return [*places, (at, len(text))] if at < len(text) else places
