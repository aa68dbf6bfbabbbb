"""TCVN3 (ABC) and VNI: Vietnamese in fonts that drew their letters over Latin-1.

The encoding is decided from the characters, never from a font's name alone: those fonts are often still named on Unicode text.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Encoding = Literal["tcvn3", "vni"]

_TCVN3 = dict(
    zip(
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®§¡¢£¤¥¦",
        "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĐĂÂÊÔƠƯ",
        strict=True,
    )
)
# Readers that clean first have turned Ð into Đ and the micro sign may have become a Greek mu.
_TCVN3_TABLE = {ord(old): new for old, new in {**_TCVN3, "Đ": "é", "μ": "à"}.items()}

_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_CIRCUMFLEX = dict(zip("âáàåãä", ("", *_TONES.values()), strict=True))
_BREVE = dict(zip("êéèúüë", ("", *_TONES.values()), strict=True))
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_pairs() -> dict[str, str]:
    lower: dict[str, str] = dict(_VNI_ALONE)
    for vowel, base in [*zip("aeiouy", "aeiouy", strict=True), ("ô", "ơ"), ("ö", "ư")]:
        lower.update({vowel + sign: base + tone for sign, tone in _TONES.items()})
    for vowel in "aeo":
        lower.update({vowel + sign: vowel + "\u0302" + tone for sign, tone in _CIRCUMFLEX.items()})
    lower.update({"a" + sign: "a\u0306" + tone for sign, tone in _BREVE.items()})
    pairs: dict[str, str] = {}
    for old, new in lower.items():
        letter = unicodedata.normalize("NFC", new)
        pairs[old] = letter
        pairs[old.upper()] = pairs[old[0].upper() + old[1:]] = letter.upper()
    return pairs


_VNI = _vni_pairs()
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# A syllable as Vietnamese spells it, without its tone. Loose on purpose: it tells words from rubbish, not good from bad spelling.
_SYLLABLE = re.compile(
    r"(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:(?:iê|yê|uyê|uâ|uô|ươ|oa|oă|oe|oo|uê|uy|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?"
    r"|uya|uyu|uây|ươu|ươi|iêu|yêu|uôi|oai|oay|oeo|oao|uơ|ua|ưa|ưu|ưi|ia|iu|ai|ao|au|ay|âu|ây|eo|êu|oi|ôi|ơi|ui)"
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN1 = "\u0080-\u00ff"
# A whole word of Latin-1; Đ alone is no sign of an encoding (QĐ), but may be a cleaned Ð within a word of TCVN3.
_NOT_LATIN1 = "\u0100-\u010f\u0111-\u02af\u0300-\u036f\u1e00-\u1eff"
_ENCODED_WORD = re.compile(
    rf"(?<![A-Za-z{_LATIN1}\u03bcĐ{_NOT_LATIN1}])[A-Za-zĐ]*[{_LATIN1}\u03bc][A-Za-z{_LATIN1}\u03bcĐ]*(?![{_NOT_LATIN1}])"
)
_UNICODE_LETTER = re.compile("[ăĂđơƠưƯ\u1ea0-\u1ef9]")
# Word's optional hyphen comes out as the soft hyphen that TCVN3 draws ư with: beside another, and before a word that no ư begins.
_OPTIONAL_HYPHEN = re.compile("\u00ad(?=\u00ad)|(?<!\\w)\u00ad(?=[B-MO-TV-Z§]|[a-z]\\))")
_FONTS: dict[Encoding, re.Pattern[str]] = {
    "tcvn3": re.compile(r"(?:[A-Z]{6}\+)?\.?Vn(?:Time|Arial|[A-Z])"),
    "vni": re.compile(r"(?:[A-Z]{6}\+)?VNI\b"),
}
_SAMPLE = 400
_TONE_SIGNS = "\u0300\u0301\u0303\u0309\u0323"


@lru_cache(maxsize=20_000)
def _is_syllable(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word.lower())
    if sum(sign in _TONE_SIGNS for sign in decomposed) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in _TONE_SIGNS))
    return _SYLLABLE.fullmatch(bare) is not None


def _all_syllables(text: str) -> bool:
    words = _WORD.findall(text)
    return bool(words) and "".join(words) == text and all(map(_is_syllable, words))


def _evidence(text: str) -> tuple[int, int, int, int]:
    """Of up to 400 words with characters above ASCII: how many, and how many are Vietnamese as they stand, in TCVN3, in VNI."""
    words = [word for word in _ENCODED_WORD.findall(text) if len(word) > 1]
    if len(words) > _SAMPLE:
        words = words[:: len(words) // _SAMPLE]
    plain = sum((word[1:].islower() or word.isupper()) and _all_syllables(word) for word in words)
    tcvn3 = sum(_all_syllables(word.translate(_TCVN3_TABLE)) for word in words)
    vni = sum(_all_syllables(_decode_vni(word)) for word in words)
    return len(words), plain, tcvn3, vni


def _decide(text: str, minimum: int) -> Encoding | None:
    encoded = len(_ENCODED_WORD.findall(text[:20_000]))
    if encoded == 0 or len(_UNICODE_LETTER.findall(text[:20_000])) > encoded:
        return None
    words, plain, tcvn3, vni = _evidence(text)
    best = max(tcvn3, vni)
    # In Unicode text words such as "là" stand as they are; in encoded text they are rubbish until decoded.
    if best < minimum or best < 0.6 * words or best <= 1.5 * plain:
        return None
    return "vni" if vni > tcvn3 else "tcvn3"


def detect(text: str, fonts: Iterable[str | None] = ()) -> Encoding | None:
    """The legacy encoding that text is in, or None for Unicode, other languages and text too short to tell.

    :param fonts: that it is set in: where one is of that encoding, a single word is enough
    """
    if text.isascii():
        return None
    named = {encoding for font in fonts for encoding, name in _FONTS.items() if font and name.match(font)}
    found = _decide(unicodedata.normalize("NFC", text), minimum=1 if named else 2)
    return found if found in named or not named or _decide(text, minimum=2) else None


def looks_like_tcvn3(text: str) -> bool:
    """Whether a soft hyphen in this NFC text is rather the letter ư of TCVN3; a single word is enough here."""
    return _decide(text, minimum=1) == "tcvn3"


def _decode_vni(text: str) -> str:
    return _VNI_LETTER.sub(lambda match: _VNI[match[0]], text)


def _restore_capitals(source: str, decoded: str) -> str:
    """TCVN3 has few accented capitals: in words typed in capitals the accented letters come out small."""
    capitals = sum(char.isascii() and char.isupper() for char in source)
    smalls = sum(char.isascii() and char.islower() for char in source)
    if capitals >= 2 and smalls == 0:
        return decoded.upper()
    if capitals <= 2:
        return decoded

    def word(match: re.Match[str]) -> str:
        ascii_letters = [char for char in source[match.start() : match.end()] if char.isascii() and char.isalpha()]
        return match[0].upper() if len(ascii_letters) >= 2 and all(char.isupper() for char in ascii_letters) else match[0]

    return _WORD.sub(word, decoded)


def decode(text: str, encoding: Encoding) -> str:
    """Text in a legacy encoding as Unicode, NFC. Lines in Unicode stay as they are; one in the other encoding is read so.

    Text in a capitals font (``.VnTimeH``) comes out in small letters: the characters do not tell.
    """
    return "\n".join(_decode_line(line, encoding) for line in text.split("\n"))


def _decode_line(line: str, encoding: Encoding) -> str:
    line = unicodedata.normalize("NFC", line)
    if line.isascii():
        return line
    _, plain, tcvn3, vni = _evidence(line)
    own, other = (vni, tcvn3) if encoding == "vni" else (tcvn3, vni)
    foreign = other > max(own, plain)  # tables were put together out of several files
    if not foreign and (plain > own or (plain == own and _UNICODE_LETTER.search(line))):
        return line
    if (encoding == "vni") is not foreign:
        return _decode_vni(line)
    line = _OPTIONAL_HYPHEN.sub("", line)
    return unicodedata.normalize("NFC", _restore_capitals(line, _keep_stroke(line, line.translate(_TCVN3_TABLE))))


def _keep_stroke(source: str, decoded: str) -> str:
    """A Đ typed as such among TCVN3 stays one where the é that TCVN3 has in its place makes no syllable."""
    if "Đ" not in source and "Ð" not in source:
        return decoded

    def word(match: re.Match[str]) -> str:
        typed = source[match.start() : match.end()]
        capitals = not any(char.isascii() and char.islower() for char in typed)
        if _is_syllable(match[0]) or not (capitals or typed[0] in "ĐÐ"):
            return match[0]
        return "".join("Đ" if old in "ĐÐ" else new for old, new in zip(typed, match[0], strict=True))

    return _WORD.sub(word, decoded)
