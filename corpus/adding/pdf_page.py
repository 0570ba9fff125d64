"""Read the lines of a PDF's pages, with what tells headings from text and text from margins.

``pdfplumber`` finds the ruled tables; pdfminer's layout analysis below it puts lines into
boxes and boxes into reading order, columns among them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pdfminer.layout import LTChar, LTTextBoxHorizontal, LTTextContainer, LTTextLine
from pdfplumber.page import Page

from corpus.adding.blocks import Dropped
from corpus.adding.characters import BULLETS, SOFT_HYPHEN, Cleaner, is_letters
from corpus.adding.markdown import CELLS

_Text = LTTextContainer[Any]

MARGIN = 0.12
"""Running headers and footers stand within this share of the page's height from its edge."""

_UNMAPPED = re.compile(r"\(cid:\d+\)")
_BULLET = re.compile(rf"\(cid:\d+\)|[{re.escape(BULLETS)}]|[\uf000-\uf0ff]")
_BULLET_REACH = 3
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, or one row of a table.

    Attributes:
        text: Its words, clean.
        page: From 1.
        box: Which run of lines it belongs to; lines of two boxes are two paragraphs.
        left: In points from the page's left edge; likewise ``right``.
        top: In points from the page's upper edge; likewise ``bottom``.
        size: Of most of its letters, in points.
        bold: Whether all its letters are.
        margin: Whether it stands where headers and footers do.
        row: Whether it is a row of a table, complete in itself.
    """

    text: str
    page: int
    box: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    margin: bool
    row: bool = False


def page_lines(page: Page, cleaner: Cleaner, dropped: list[Dropped]) -> Iterator[Line]:
    """Yield the lines of ``page`` in reading order, each table where its first line stands."""
    tables = [table for table in page.find_tables() if _is_table(table.extract())]
    told: set[int] = set()
    for line in _text_lines(page, cleaner, dropped):
        middle = (line.left + line.right) / 2, (line.top + line.bottom) / 2
        inside = next((n for n, t in enumerate(tables) if _holds(t.bbox, middle)), None)
        if not _holds((0, 0, page.width, page.height), middle):
            dropped.append(Dropped(f"outside page {page.page_number}", line.text))
        elif inside is None:
            yield line
        elif inside not in told:
            told.add(inside)
            for row in tables[inside].extract():
                cells = [cleaner.line(cell or "") for cell in row]
                if any(cells):
                    text = CELLS.join(cells)
                    yield replace(line, text=text, bold=False, margin=False, row=True)


def _text_lines(page: Page, cleaner: Cleaner, dropped: list[Dropped]) -> Iterator[Line]:
    boxes = [one for one in page.layout if isinstance(one, LTTextContainer)]
    bullets = [one for one in _pieces(boxes) if _BULLET.fullmatch(one.get_text().strip())]
    for number, box in enumerate(boxes):
        if not isinstance(box, LTTextBoxHorizontal):
            text = cleaner.line(box.get_text())
            if box not in bullets and is_letters(text):
                dropped.append(Dropped(f"turned text, page {page.page_number}", text))
            continue
        for raw in box:
            line = None if raw in bullets else _line(raw, number, page, cleaner)
            if line and any(_marks(bullet, raw) for bullet in bullets):
                line = replace(line, text=f"• {line.text}")
            if line:
                yield line


def _pieces(boxes: list[_Text]) -> Iterator[_Text]:
    for box in boxes:
        yield from box if isinstance(box, LTTextBoxHorizontal) else (box,)


def _marks(bullet: _Text, line: LTTextLine) -> bool:
    """Tell whether ``bullet`` stands before ``line``, as list marks are often set apart."""
    height = line.y1 - line.y0
    level = abs((bullet.y0 + bullet.y1) / 2 - (line.y0 + line.y1) / 2) < height / 2
    return level and 0 <= line.x0 - bullet.x1 < _BULLET_REACH * height


def _line(raw: LTTextLine, box: int, page: Page, cleaner: Cleaner) -> Line | None:
    # A soft hyphen is one only at a line's end, where it divides a word.
    source = raw.get_text().rstrip()
    text = cleaner.line(source)
    if source.endswith(SOFT_HYPHEN):
        text += "-"
    # A bullet often has no letter of its own; a lost letter inside a word is told further on.
    text = _UNMAPPED.sub("•", text, count=1) if re.match(r"\(cid:\d+\)\s", text) else text
    letters = [c for c in raw if isinstance(c, LTChar) and not c.get_text().isspace()]
    if not letters or not text:
        return None
    top, bottom = page.height - raw.y1, page.height - raw.y0
    edge = MARGIN * page.height
    return Line(
        text,
        page.page_number,
        box,
        raw.x0,
        raw.x1,
        top,
        bottom,
        Counter(round(c.size * 2) / 2 for c in letters).most_common(1)[0][0],
        all(_BOLD.search(c.fontname) for c in letters),
        bottom < edge or top > page.height - edge,
    )


def _is_table(rows: list[list[str | None]]) -> bool:
    """Refuse frames and rules that were drawn for decoration."""
    full = [row for row in rows if sum(bool(cell and cell.strip()) for cell in row) > 1]
    return len(full) > 1 and len(full) * 2 > len(rows)


def _holds(box: tuple[float, float, float, float], point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def unmapped(text: str) -> bool:
    """Tell whether the PDF does not say which letters some of ``text`` are."""
    return _UNMAPPED.search(text) is not None
