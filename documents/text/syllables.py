"""Which words can be Vietnamese syllables: a word that was cut off mostly is none."""

import re
import unicodedata

_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_SYLLABLE = re.compile(
    r"(?:ngh?|gh?|gi|kh|ch|nh|ph|th|tr|qu|[bcdđhklmnprstvx])?"
    r"(?P<rhyme>"
    r"(?:a|ă|â|e|ê|o|ô|ơ|u|ư|i|y|oa|oă|oe|oo|ôô|uâ|uê|uơ|uy|iê|yê|uô|ươ|uyê)(?P<coda>ch|nh|ng|c|m|n|p|t)"
    r"|a[iouy]?|ây|âu|e[o]?|êu?|i[au]?|o[aei]?|oai|oay|oao|oeo|ôi?|ơi?|u[aiêơy]?|uôi|uây|uêu|uya|uyu|ư[aiu]?|ươ[iu]|iêu|yêu|y"
    r")"
)


def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable. Abbreviations and words without marks may be anything, so they can."""
    if len(word) > 1 and (word.isupper() or (not word.islower() and not word.istitle())):
        return True
    plain, tone = _without_tone(word.lower())
    if len(plain) > 7:
        return plain.isascii()
    found = _SYLLABLE.fullmatch(plain)
    if found is None:
        return False
    return found["coda"] not in ("c", "ch", "p", "t") or tone in ("s", "j")


def _without_tone(word: str) -> tuple[str, str]:
    tone = ""
    letters = []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tone
