"""Made-up files of the codification, in the shape of the real ones."""

import zipfile
from pathlib import Path

VBPL = "http://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID="


def topic(code: str, name: str, *blocks: str) -> str:
    """A file of the codification."""
    return (
        "\ufeff<link href='../lib/css/style.css' rel='stylesheet' type='text/css' />\r\n"
        f"<h3 style='text-transform: uppercase'>\r\n    Đề mục {code}\r\n    <br />\r\n    {name}\r\n</h3>\r\n"
        "<p style='display: none'>(Xem Danh mục văn bản)</p><div class='_content'>" + "".join(blocks) + "</div>\r\n"
    )


def heading(label: str, title: str, anchor: str = "1") -> str:
    """A chapter or section: its label and its title are two blocks."""
    return f"<p class='pChuong'><a name='{anchor}'></a>{label}</p><p class='pChuong'>{title}</p>"


def note(words: str, item: str = "", place: str = "Dieu_1") -> str:
    """A source note that is one link, or none where there is no item."""
    return (
        f"<p class='pGhiChu'><a href='{VBPL}{item}#{place}' target='_blank'>{words}</a></p>"
        if item
        else f"<p class='pGhiChu'>{words}</p>"
    )


def article(anchor: str, code: str, title: str, note_block: str, body: str, after: str = "") -> str:
    """An article: the body stands in a paragraph that holds paragraphs."""
    return f"<p class='pDieu'><a name='{anchor}'></a>Điều {code}. {title}</p>{note_block}<p class='pNoiDung'>{body}</p>{after}"


def paragraphs(*lines: str) -> str:
    """Paragraphs of a body."""
    return "\r\n\r\n".join(f"<p>{line}</p>" for line in lines)


def write_zip(path: Path, files: dict[str, str]) -> Path:
    """A zip of files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text.encode())
    return path
