"""Bad input of the archives: what leaves them, what explodes, what is locked; and the plain walks."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from documents.model import ProblemCode
from ingest.errors import (
    EncryptedFileError,
    FileTooLargeError,
    IngestError,
    NoTextError,
    UnreadableFileError,
    UnsafeArchiveError,
)
from ingest.files.inputs import Input, expand, open_source
from ingest.files.source import Limits, base_name
from ingest.parsing import read_source
from tests.refusing import refused


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_members_come_one_by_one_in_order_of_name_without_the_noise_of_operating_systems(tmp_path: Path) -> None:
    path = zipped(tmp_path / "trang.zip", {"b.html": b"<p>b", "a/a.html": b"<p>a", "__MACOSX/._a": b"x", ".DS_Store": b"x"})
    found = list(expand(path, Limits()))
    assert [item.name for item in found] == ["trang.zip/a.html", "trang.zip/b.html"]
    assert open_source(found[0], Limits()).data == b"<p>a"


def test_a_folder_is_walked_and_a_plain_file_is_itself(tmp_path: Path) -> None:
    (tmp_path / "con").mkdir()
    (tmp_path / "con" / "b.txt").write_text("b")
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / ".an").write_text("x")
    assert [item.name for item in expand(tmp_path, Limits())] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("member", ["../ngoai.txt", "a/../../ngoai.txt", "/etc/ngoai.txt", "..\\ngoai.txt", "C:/ngoai.txt"])
def test_a_member_that_leaves_the_archive_makes_it_unsafe(tmp_path: Path, member: str) -> None:
    path = zipped(tmp_path / "xau.zip", {member: b"x", "tot.txt": b"y"})
    [only] = expand(path, Limits())
    assert isinstance(only.error, UnsafeArchiveError)
    assert only.error.problem is ProblemCode.UNSAFE_ARCHIVE
    assert only.name == "xau.zip"
    with refused(UnsafeArchiveError, r"xau\.zip"):
        open_source(only, Limits())


def test_a_zip_bomb_is_told_from_its_directory_before_anything_is_expanded(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bom.zip", {"a.txt": b"\0" * 20_000_000})
    [only] = expand(path, Limits())
    assert isinstance(only.error, UnsafeArchiveError)


def test_an_archive_that_expands_beyond_the_limit_is_unsafe(tmp_path: Path) -> None:
    path = zipped(tmp_path / "to.zip", {f"{n}.txt": b"x" * 1000 for n in range(10)}, zipfile.ZIP_STORED)
    [only] = expand(path, Limits(archive_bytes=5000))
    assert isinstance(only.error, UnsafeArchiveError)


def test_too_many_members_are_unsafe(tmp_path: Path) -> None:
    path = zipped(tmp_path / "nhieu.zip", {f"{n}.txt": b"x" for n in range(10)})
    [only] = expand(path, Limits(members=9))
    assert isinstance(only.error, UnsafeArchiveError)


def test_a_directory_that_lies_about_a_size_does_not_get_more_than_it_says(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 1_000_000)
    data = buffer.getvalue().replace(struct.pack("<L", 1_000_000), struct.pack("<L", 10))
    path = tmp_path / "doi.zip"
    path.write_bytes(data)
    [only] = expand(path, Limits())
    with pytest.raises(IngestError):
        open_source(only, Limits())


def test_one_large_member_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "le.zip", {"a.txt": b"x" * 5000, "b.txt": b"y"}, zipfile.ZIP_STORED)
    large, small = expand(path, Limits(file_bytes=4000))
    with refused(FileTooLargeError, r"le\.zip/a\.txt"):
        open_source(large, Limits(file_bytes=4000))
    assert open_source(small, Limits(file_bytes=4000)).data == b"y"


def test_an_encrypted_archive_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "khoa.zip", {"a.txt": b"x"}).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    (tmp_path / "khoa.zip").write_bytes(bytes(data))
    [only] = expand(tmp_path / "khoa.zip", Limits())
    assert isinstance(only.error, EncryptedFileError)


def test_an_empty_archive_is_accounted_for(tmp_path: Path) -> None:
    [only] = expand(zipped(tmp_path / "rong.zip", {}), Limits())
    assert isinstance(only.error, NoTextError)


def test_an_archive_inside_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "trong.zip", {"a.txt": b"x"}).read_bytes()
    [only] = expand(zipped(tmp_path / "ngoai.zip", {"trong.zip": inner}), Limits())
    with refused(UnsafeArchiveError, r"ngoai\.zip/trong\.zip"):
        read_source(only)


@pytest.mark.parametrize("name", ["hong.zip", "hong.docx"])
def test_what_is_cut_off_is_a_file_that_is_not_whole_and_not_called_an_archive(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(cut := b"PK\x03\x04" + b"\x00" * 100)
    [alone], [inside] = expand(tmp_path / name), expand(zipped(tmp_path / "ngoai.zip", {name: cut}))
    for given in (alone, inside):
        with refused(UnreadableFileError, rf"^Tệp “[^“]*{name}” bị hỏng hoặc chưa tải về đủ"):
            read_source(given)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Nghị định số 9 – sửa đổi.docx".encode(), "Nghị định số 9 – sửa đổi.docx"),
        (b"C\xf4ng v\xe3n v\xea\xcc tre\xd2 em.txt", "Công văn về trẻ em.txt"),
        ("Café crème.txt".encode("cp437"), "Café crème.txt"),
    ],
)
def test_names_without_the_mark_of_utf_8_are_read_as_they_were_written(tmp_path: Path, written: bytes, name: str) -> None:
    stand_in = "x" * len(written)
    path = zipped(tmp_path / "g.zip", {stand_in: b"trong"})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), written))
    [only] = expand(path)
    assert (only.name, open_source(only).data) == (f"g.zip/{name}", b"trong")


def test_a_file_above_the_limit_is_rejected_by_its_size_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "lon.txt"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)  # sparse: takes no room
    with refused(FileTooLargeError, "200 MB"):
        open_source(Input(path), Limits())


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with refused(UnreadableFileError, r"khong-co\.txt.*không có tệp này"):
        open_source(Input(tmp_path / "khong-co.txt"), Limits())


@pytest.mark.parametrize(
    ("name", "shown"), [("../../etc/luat.txt", "luat.txt"), ("..\\luat.txt", "luat.txt"), ("..", "(không tên)"), ("a.txt", "a.txt")]
)
def test_a_name_is_shown_without_its_way(name: str, shown: str) -> None:
    assert base_name(name) == shown
