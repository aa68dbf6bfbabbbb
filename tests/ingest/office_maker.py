"""Presentations and workbooks of our own, and old files that LibreOffice makes of flat OpenDocument."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "text": "text",
        "draw": "drawing",
        "table": "table",
        "style": "style",
        "svg": "svg-compatible",
    }.items()
)


def pptx(*slides: str, notes: Sequence[str] = ()) -> bytes:
    """A presentation; the slides are stored in the reverse of the order in which they are shown."""
    parts = {"[Content_Types].xml": "<Types/>"}
    names = {number: f"slide{len(slides) - number + 1}.xml" for number in range(1, len(slides) + 1)}
    ids = "".join(f'<p:sldId id="{255 + number}" r:id="r{number}"/>' for number in names)
    parts["ppt/presentation.xml"] = f"<p:presentation {A} {R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
    parts["ppt/_rels/presentation.xml.rels"] = rels({f"r{number}": f"slides/{name}" for number, name in names.items()})
    for number, (name, inner) in enumerate(zip(names.values(), slides, strict=True), start=1):
        parts[f"ppt/slides/{name}"] = f"<p:sld {A}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:sld>"
        if number <= len(notes):
            parts[f"ppt/slides/_rels/{name}.rels"] = rels({"n": f"../notesSlides/notesSlide{number}.xml"})
            parts[f"ppt/notesSlides/notesSlide{number}.xml"] = f"<p:notes {A}>{shape(notes[number - 1])}</p:notes>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def rels(targets: dict[str, str]) -> str:
    inner = "".join(f'<Relationship Id="{name}" Target="{target}"/>' for name, target in targets.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def shape(text: str, kind: str = "body") -> str:
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>'


def slide_table(*rows: Sequence[str]) -> str:
    """A table; a cell is its text, ``>`` goes on from the left and ``^`` from above."""
    inner = ""
    for row in rows:
        cells = ""
        for at, text in enumerate(row):
            wide = 1
            while row[at + wide : at + wide + 1] == (">",) or row[at + wide : at + wide + 1] == [">"]:
                wide += 1
            kind = {">": ' hMerge="1"', "^": ' vMerge="1"'}.get(text, f' gridSpan="{wide}"' if wide > 1 else "")
            own = "" if text in (">", "^") else text
            cells += f"<a:tc{kind}><a:txBody><a:p><a:r><a:t>{own}</a:t></a:r></a:p></a:txBody></a:tc>"
        inner += f"<a:tr>{cells}</a:tr>"
    return f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{inner}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"


def xlsx(
    *rows: Sequence[object], name: str = "Sheet1", merged: Sequence[tuple[int, int, int, int]] = (), hidden: str = ""
) -> bytes:
    """A workbook with one sheet, and another that is hidden."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(name)
    for first_row, first_column, last_row, last_column in merged:
        sheet.merge_range(first_row, first_column, last_row, last_column, "")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    if hidden:
        other = book.add_worksheet("Nháp")
        other.write(0, 0, hidden)
        other.hide()
    book.close()
    return buffer.getvalue()


def flat_text(body: str, header: str = "") -> str:
    """A text of flat OpenDocument."""
    head = f"<style:header><text:p>{header}</text:p></style:header>" if header else ""
    return (
        f'<?xml version="1.0"?><office:document {SPACES} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles><style:page-layout style:name="L">'
        "<style:page-layout-properties/></style:page-layout></office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard" style:page-layout-name="L">{head}</style:master-page></office:master-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def flat_slides(*texts: str) -> str:
    """A presentation of flat OpenDocument."""
    pages = "".join(
        '<draw:page><draw:frame svg:width="10cm" svg:height="5cm" svg:x="1cm" svg:y="1cm"><draw:text-box>'
        + "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
        + "</draw:text-box></draw:frame></draw:page>"
        for text in texts
    )
    return (
        f'<?xml version="1.0"?><office:document {SPACES} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.presentation">'
        f"<office:body><office:presentation>{pages}</office:presentation></office:body></office:document>"
    )


def need_office() -> str:
    """LibreOffice, or the test is skipped."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer-nogui libreoffice-impress-nogui)")
    return program


def old_files(folder: Path, ending: str, **flat: str) -> dict[str, bytes]:
    """What LibreOffice makes of flat OpenDocument, by name."""
    program = need_office()
    for name, content in flat.items():
        (folder / f"{name}.{'fodp' if ending == 'ppt' else 'fodt'}").write_text(content, encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", ending, "--outdir", folder, *folder.glob("*.fod?")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    made = {name: folder / f"{name}.{ending}" for name in flat}
    if not all(path.exists() for path in made.values()):
        pytest.skip(f"this LibreOffice makes no .{ending}")
    return {name: path.read_bytes() for name, path in made.items()}
