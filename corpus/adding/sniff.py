"""Tell a file's format by its content, and refuse one whose name says something else."""

from pathlib import PurePath
from typing import Literal

from corpus.errors import AddError

Format = Literal["txt", "md", "html", "pdf", "docx"]

_BY_NAME: dict[str, Format] = {
    ".txt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old Word file or one with a password; save it as .docx without one"),
    (b"{\\rtf", "an RTF file; save it as .docx"),
    (b"\x89PNG", "a picture; a leaflet needs text, so run text recognition (OCR) and save a PDF"),
    (
        b"\xff\xd8\xff",
        "a picture; a leaflet needs text, so run text recognition (OCR) and save a PDF",
    ),
    (b"GIF8", "a picture; a leaflet needs text"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"7z\xbc\xaf", "compressed; unpack it first"),
    (b"Rar!", "compressed; unpack it first"),
)
_HEAD = 1024


def format_of(name: str, data: bytes) -> Format:
    """Return the format of a file called ``name`` that holds ``data``.

    Raises:
        AddError: If it is empty, of no known format, or not what its name says.
    """
    suffix = PurePath(name).suffix.lower()
    named = _BY_NAME.get(suffix)
    if named is None:
        msg = f"{name}: files {suffix or 'without an ending'} cannot be added; save it as "
        raise AddError(msg + "txt, md, html, pdf or docx.")
    if not data.strip():
        msg = f"{name}: the file is empty."
        raise AddError(msg)
    for magic, what in _FOREIGN:
        # Two letters alone may begin a text.
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:_HEAD]):
            msg = f"{name}: its content is {what}."
            raise AddError(msg)
    found = _by_content(data)
    if found == named or (found is None and named in ("txt", "md", "html")):
        return named
    if found is None:
        msg = f"{name}: its content is not that of a {named} file; it may be damaged or misnamed."
        raise AddError(msg)
    msg = f"{name}: its content is {found}, not {named}; rename it to end in .{found}."
    raise AddError(msg)


def _by_content(data: bytes) -> Format | None:
    head = data[:_HEAD]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "html"
    return None
