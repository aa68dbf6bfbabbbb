"""Writes small PDF files for tests: text at given places in a Unicode font, lines, boxes, images. Nothing here is real law."""

import unicodedata
import zlib
from dataclasses import dataclass, field
from pathlib import Path

WIDTH, HEIGHT = 595, 842
EM = {"\u0301": 0, "\u0302": 0, "\u0323": 0, " ": 250, ".": 250, ",": 250, "i": 278, "l": 278, "I": 333, "t": 278}


def advance(text: str, size: float) -> float:
    """How wide a text is."""
    return sum(EM.get(char, 500) for char in text) * size / 1000


@dataclass
class Page:
    """One page; y is counted from the top, as the reader does."""

    content: list[str] = field(default_factory=list)
    width: float = WIDTH
    height: float = HEIGHT
    images: int = 0
    rotate: int = 0
    origin: tuple[float, float] = (0, 0)
    font: "Font | None" = None

    def text(
        self, x: float, y: float, text: str, size: float = 14, *, bold: bool = False, colour: str = "0 g", mode: int = 0
    ) -> "Page":
        assert self.font is not None
        codes = "".join(f"{self.font.code(char):04X}" for char in text)
        x, y = x + self.origin[0], self.height - y + self.origin[1]
        name = "FB" if bold else "FR"
        self.content.append(f"q {colour} BT {mode} Tr /{name} {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{codes}> Tj ET Q")
        return self

    def pieces(self, x: float, y: float, *pieces: tuple[str, float, float]) -> "Page":
        """Text in pieces of (text, size, how far raised), one right behind the other."""
        for text, size, rise in pieces:
            self.text(x, y - rise, text, size)
            x += advance(text, size)
        return self

    def up(self, x: float, y: float, text: str, size: float = 12) -> "Page":
        """Text that runs from the bottom to the top."""
        assert self.font is not None
        codes = "".join(f"{self.font.code(char):04X}" for char in text)
        self.content.append(f"BT /FR {size} Tf 0 1 -1 0 {x:.2f} {self.height - y:.2f} Tm <{codes}> Tj ET")
        return self

    def center(self, y: float, text: str, size: float = 14, *, bold: bool = True, middle: float = 307.5) -> "Page":
        return self.text(middle - advance(text, size) / 2, y, text, size, bold=bold)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> "Page":
        self.content.append(f"0.5 w {x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float, paint: str = "S") -> "Page":
        self.content.append(f"{x0} {self.height - y1} {x1 - x0} {y1 - y0} re {paint}")
        return self

    def image(self, x0: float, y0: float, x1: float, y1: float) -> "Page":
        self.images += 1
        self.content.append(f"q {x1 - x0} 0 0 {y1 - y0} {x0} {self.height - y1} cm /Im Do Q")
        return self

    def grid(self, xs: list[float], ys: list[float]) -> "Page":
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        return self


class Font:
    """A composite font without a font program: enough for reading, and every character has its code."""

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.arrays = 0  # how many characters an array of the map holds; 0: each stands alone

    def code(self, char: str) -> int:
        if char not in self.chars:
            self.chars.append(char)
        return self.chars.index(char) + 1

    def widths(self) -> str:
        return " ".join(f"{index} [{EM.get(char, 500)}]" for index, char in enumerate(self.chars, 1))

    def to_unicode(self) -> bytes:
        chars = [unicodedata.normalize("NFD", char) for char in self.chars] if self.arrays else self.chars
        codes = [f"<{char.encode('utf-16-be').hex().upper()}>" for char in chars]
        if self.arrays:
            starts = range(0, len(codes), self.arrays)
            parts = [(start + 1, codes[start : start + self.arrays]) for start in starts]
            rows = "\n".join(f"<{at:04X}> <{at + len(part) - 1:04X}> [{' '.join(part)}]" for at, part in parts)
            table = f"{len(parts)} beginbfrange\n{rows}\nendbfrange"
        else:
            rows = "\n".join(f"<{i:04X}> {code}" for i, code in enumerate(codes, 1))
            table = f"{len(codes)} beginbfchar\n{rows}\nendbfchar"
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{table} endcmap end end"
        ).encode()


class Maker:
    """A PDF file in the making."""

    def __init__(self) -> None:
        self.font = Font()
        self.pages: list[Page] = []
        self.extra = ""
        self.fonts = ("Made-Regular", "Made-Bold")

    def page(self, **options: object) -> Page:
        page = Page(font=self.font, **options)  # type: ignore[arg-type]
        self.pages.append(page)
        return page

    def write(self, path: Path) -> Path:
        objects: list[bytes] = [b"", b""]

        def add(body: bytes) -> int:
            objects.append(body)
            return len(objects)

        def stream(data: bytes, head: str = "") -> int:
            packed = zlib.compress(data)
            return add(f"<< {head} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream")

        unicode_map = stream(self.font.to_unicode())
        fonts = []
        for name in self.fonts:
            descriptor = add(
                f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
                " /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>".encode()
            )
            descendant = add(
                f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe)"
                f" /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R"
                f" /DW 500 /W [{self.font.widths()}] >>".encode()
            )
            fonts.append(
                add(
                    f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
                    f" /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode_map} 0 R >>".encode()
                )
            )
        image = stream(b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8")
        kids = []
        for page in self.pages:
            content = stream("\n".join(page.content).encode())
            x, y = page.origin
            rotate = f"/Rotate {page.rotate}" if page.rotate else ""
            kids.append(
                add(
                    f"<< /Type /Page /Parent 2 0 R /MediaBox [{x} {y} {x + page.width} {y + page.height}] {rotate}"
                    f" /Resources << /Font << /FR {fonts[0]} 0 R /FB {fonts[1]} 0 R >> /XObject << /Im {image} 0 R >> >>"
                    f" /Contents {content} 0 R >>".encode()
                )
            )
        objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>".encode()
        path.write_bytes(assemble(objects, self.extra))
        return path


def assemble(objects: list[bytes], extra: str = "") -> bytes:
    """Objects, numbered from 1, as a file; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
