"""Read Word files (docx).

``python-docx`` opens them; the words are taken from every paragraph of the body in order, in
tables, content controls and text boxes as well, which the library's own list leaves out.
"""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from corpus.adding.blocks import HEADING_LEVELS, Block, Dropped, Extraction
from corpus.adding.characters import Cleaner, is_letters
from corpus.adding.markdown import CELLS
from corpus.errors import AddError

MAX_UNPACKED = 100 * 2**20
"""Bytes of all the parts of a file, unpacked."""

MAX_PARTS = 5000

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_word(data: bytes) -> Extraction:
    """Return the blocks of a docx file.

    Raises:
        AddError: If it is damaged, hostile, or has changes nobody accepted yet.
    """
    _check_package(data)
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        msg = "it is damaged, or no Word document; open it in Word and save it anew"
        raise AddError(msg) from error
    body = document.element.body
    if next(body.iter(qn("w:ins"), qn("w:del"), qn("w:moveTo")), None) is not None:
        msg = "it has tracked changes; accept or reject them in Word, then save it"
        raise AddError(msg)
    cleaner = Cleaner()
    dropped = list(_margins(document, cleaner))
    blocks = tuple(_blocks(document, cleaner, dropped))
    notes = sum(1 for _ in body.iter(qn("w:footnoteReference"), qn("w:endnoteReference")))
    if notes:
        dropped.append(Dropped("notes", f"{notes} footnotes and endnotes"))
    properties = document.core_properties
    return Extraction(
        blocks,
        (*dropped, *cleaner.dropped()),
        title=cleaner.line(properties.title or "") or None,
    )


def _check_package(data: bytes) -> None:
    """Refuse what would fill the memory, and XML that defines things of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            # No part gives more than it declares, so this bounds what is unpacked.
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                msg = f"unpacked it is over {MAX_UNPACKED >> 20} MB; that is no leaflet"
                raise AddError(msg)
            if any(part.flag_bits & 1 for part in parts):
                msg = "it is protected by a password; save it without one"
                raise AddError(msg)
            if "word/document.xml" not in package.namelist():
                msg = "it is a packed file, but no Word document"
                raise AddError(msg)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_xml(package.read(part))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        msg = "it is damaged; open it in Word and save it anew"
        raise AddError(msg) from error


def _check_xml(data: bytes) -> None:
    # Entities are neither expanded nor fetched; a file that defines any is refused.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    defines = b"<!DOCTYPE" in data
    try:
        root = etree.fromstring(data, parser)
        # In an encoding where the bytes above look otherwise.
        defines = defines or root.getroottree().docinfo.internalDTD is not None
    except etree.XMLSyntaxError as error:
        if not defines:
            msg = "it is damaged; open it in Word and save it anew"
            raise AddError(msg) from error
    if defines:
        msg = "it defines XML entities, which no leaflet needs; do not trust it"
        raise AddError(msg)


def _blocks(document: WordDocument, cleaner: Cleaner, dropped: list[Dropped]) -> Iterator[Block]:
    body = document.element.body
    names = {s.style_id: s.name or "" for s in document.styles if s.style_id}
    rows: set[etree._Element] = set()
    for paragraph in body.iter(qn("w:p")):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue  # the same text again, for old programs
        row = next(paragraph.iterancestors(qn("w:tr")), None)
        if row is not None:
            if row not in rows:
                rows.add(row)
                cells = [_cell(cell, cleaner) for cell in row.iter(qn("w:tc"))]
                if any(cells):
                    yield Block("paragraph", CELLS.join(cells))
            continue
        words = cleaner.clean(_words(paragraph, dropped))
        if not words:
            continue
        style = names.get(_value(paragraph, "w:pStyle") or "", "")
        level = _level(paragraph, style)
        if level and is_letters(words):
            yield Block("heading", " ".join(words.split()), level)
        elif style.startswith("List") or paragraph.find(f".//{qn('w:numPr')}") is not None:
            yield Block("item", words)
        else:
            yield Block("paragraph", words)


def _level(paragraph: etree._Element, style: str) -> int:
    """Return a heading's level, or 0; styles have English names in every language's Word."""
    if style == "Title":
        return 1
    if style.lower().startswith("heading ") and style[8:].isdigit():
        return min(int(style[8:]), HEADING_LEVELS)
    outline = _value(paragraph, "w:outlineLvl")
    return int(outline) + 1 if outline and int(outline) < HEADING_LEVELS else 0


def _value(paragraph: etree._Element, name: str) -> str | None:
    found = paragraph.find(f"{qn('w:pPr')}/{qn(name)}")
    return None if found is None else found.get(qn("w:val"))


def _cell(cell: etree._Element, cleaner: Cleaner) -> str:
    texts = (_words(paragraph, []) for paragraph in cell.iter(qn("w:p")))
    return cleaner.line("\n".join(texts))


def _words(paragraph: etree._Element, dropped: list[Dropped]) -> str:
    """Return a paragraph's own words; text boxes inside it are paragraphs of their own."""
    parts: list[str] = []
    for element in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
        if next(element.iterancestors(qn("w:p"))) is not paragraph:
            continue
        run = element.getparent()
        if run is not None and run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None:
            dropped.append(Dropped("hidden text", element.text or ""))
        elif element.tag == qn("w:t"):
            parts.append(element.text or "")
        elif element.tag == qn("w:tab"):
            parts.append(" ")
        else:
            parts.append("\n" if element.tag == qn("w:br") else "-")
    return "".join(parts)


def _margins(document: WordDocument, cleaner: Cleaner) -> Iterator[Dropped]:
    seen = set()
    for section in document.sections:
        for why, part in (("page header", section.header), ("page footer", section.footer)):
            text = cleaner.line(" ".join(p.text for p in part.paragraphs))
            if text and text not in seen:
                seen.add(text)
                yield Dropped(why, text)
