"""Files that are broken or mean harm: one clear line each, and the corpus is as it was."""

import os
import socket
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus.adding import reading
from corpus.adding.pdf_page import unmapped
from corpus.adding.reading import Limits, extract, read_source
from corpus.errors import AddError
from tests.corpus import leaflets

DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)
LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha">{}]>'.format(
    "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)


def scanned(path: Path) -> Path:
    """Write a PDF that is only a drawing."""
    canvas = Canvas(str(path))
    canvas.rect(72, 72, 300, 500, fill=1)
    canvas.save()
    return path


def encrypted(path: Path) -> Path:
    """Write a PDF with a password."""
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 700, leaflets.INTRO)
    canvas.save()
    return path


def written(data: bytes) -> Callable[[Path], Path]:
    """Return what writes ``data``."""

    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return write


def zipped(path: Path) -> Path:
    """Write a zip of something else."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "Hello")
    return path


def directory(path: Path) -> Path:
    """Make a directory of that name."""
    path.mkdir()
    return path


def link(path: Path) -> Path:
    """Link to a leaflet."""
    path.symlink_to(leaflets.plain(path.with_name("real.txt")))
    return path


def pipe(path: Path) -> Path:
    """Make a pipe that nobody writes to."""
    os.mkfifo(path)
    return path


HOSTILE: list[tuple[str, Callable[[Path], Path], str]] = [
    ("a.pdf", scanned, "no text, only pictures"),
    ("a.pdf", encrypted, "protected by a password"),
    ("a.pdf", written(b"%PDF-1.7\n" + b"\xff\x00garbage" * 50), "damaged|no text"),
    ("a.pdf", written(leaflets.INTRO.encode()), "not that of a pdf"),
    ("a.txt", leaflets.pdf, r"content is pdf, not txt; rename it to end in \.pdf"),
    ("a.txt", leaflets.web, "content is html, not txt"),
    ("a.md", leaflets.word, "content is docx, not md"),
    ("a.txt", written(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "a picture"),
    ("a.txt", written(bytes(range(256)) * 20), "not a text file"),
    ("a.txt", written(b"Wash your\0 hands."), "not a text file"),
    ("a.txt", written(b""), "empty"),
    ("a.txt", written(b" \n\t\n"), "empty"),
    ("a.txt", written("\u200b\u202e\u00ad".encode()), "no text in it"),
    ("a.doc", written(b"\xd0\xcf\x11\xe0"), r"files \.doc cannot be added"),
    ("a.docx", written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99), "password"),
    ("leaflet", written(b"Hello"), "without an ending"),
    ("a.docx", zipped, "no Word document"),
    ("a.docx", written(b"PK\x03\x04" + b"\0" * 200), "damaged"),
    ("a.docx", lambda path: leaflets.bomb(path, 200 << 20), "over 100 MB"),
    ("a.docx", lambda path: leaflets.package(path, LAUGHS + DOCUMENT.format("&i;")), "entities"),
    (
        "a.docx",
        lambda path: leaflets.package(
            path, '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + DOCUMENT.format("&x;")
        ),
        "entities",
    ),
    ("a.docx", lambda path: leaflets.package(path, "<w:document"), "damaged"),
    ("a.docx", lambda path: leaflets.package(path, DOCUMENT.format("")), "no text in it"),
    ("a.html", written(b"<html><body></body></html>"), "no content|no text"),
    ("a.html", written(b"<html><body>" + b"<div>" * 200_000 + b"Hello"), "cannot be read"),
    ("a.txt", directory, "directory"),
    ("a.txt", link, "a link; name the file itself"),
    ("a.txt", pipe, "not an ordinary file"),
    ("missing/a.txt", lambda path: path, "no such file"),
    ("nul\0.txt", lambda path: path, "cannot be read"),
]


@pytest.mark.parametrize(("name", "make", "complaint"), HOSTILE)
def test_hostile_files_end_in_one_clear_line(
    tmp_path: Path, name: str, make: Callable[[Path], Path], complaint: str
) -> None:
    """Nothing but an AddError, in one line, naming the file."""
    path = make(tmp_path / name)
    with pytest.raises(AddError, match=complaint) as caught:
        extract(read_source(path))
    message = str(caught.value)
    assert "\n" not in message
    assert path.name.split(".")[0] in message
    assert "passwd" not in message


def test_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A sparse file of a terabyte costs nothing."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.write(b"Hello")
        file.truncate(1 << 40)
    with pytest.raises(AddError, match="larger than 20 MB"):
        read_source(path)


def test_too_many_characters_are_refused(tmp_path: Path) -> None:
    """A text file may be small enough and still no leaflet."""
    path = tmp_path / "a.txt"
    path.write_text("Wash your hands.\n\n" * 130_000)
    with pytest.raises(AddError, match="2,000,000 characters"):
        extract(read_source(path))


@pytest.mark.parametrize(
    ("limits", "complaint"),
    [
        (Limits(cpu_seconds=0), "too much time"),
        (Limits(seconds=0.01), "too much time"),
    ],
)
def test_limits_are_the_systems(tmp_path: Path, limits: Limits, complaint: str) -> None:
    """Memory, processor time and time by the clock all end the reader."""
    source = read_source(leaflets.pdf(tmp_path / "a.pdf"))
    with pytest.raises(AddError, match=complaint):
        extract(source, limits)


def test_a_bomb_of_a_pdf_ends_at_the_memory_limit(tmp_path: Path) -> None:
    """A stream that unpacks to half a gigabyte is not this process's trouble."""
    stream = zlib.compress(b"(Hello) Tj " * (48 << 20), 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    head += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    head += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
    head += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream)
    path = tmp_path / "a.pdf"
    path.write_bytes(head + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF")
    with pytest.raises(AddError, match="too much memory"):
        extract(read_source(path), Limits(memory=512 << 20, cpu_seconds=20))


def test_reader_opens_no_connection(tmp_path: Path) -> None:
    """In the reader's process connecting and starting programs are errors."""
    script = (
        "import sys; from corpus.adding import child; sys.addaudithook(child._forbid)\n"
        "import socket, subprocess\n"
        "for try_it in (lambda: socket.create_connection(('127.0.0.1', {port})),\n"
        "               lambda: socket.getaddrinfo('localhost', 80),\n"
        "               lambda: subprocess.run(['true'])):\n"
        "    try: try_it()\n"
        "    except PermissionError: print('refused')\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = script.format(port=server.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
    assert done.stdout.split() == ["refused"] * 3


def test_what_a_taken_over_reader_says_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer is data in a fixed form; anything else is an error."""
    source = read_source(leaflets.plain(tmp_path / "a.txt"))
    for answer in (b"", b"[1]", b'{"blocks": [["paragraph", 5]]}', b"\x80\x04cos\nsystem"):
        with pytest.raises(AddError, match="makes no sense"):
            reading._extraction(source.name, 0, answer)


def test_letters_without_names_are_known() -> None:
    """Words nobody can read must not become words somebody quotes."""
    assert unmapped("Take (cid:12)ne tablet")
    assert not unmapped("Take one tablet (daily)")
