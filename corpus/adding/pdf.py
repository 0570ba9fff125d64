"""Read PDF: lines into paragraphs and headings, without running headers and page numbers."""

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from corpus.adding.blocks import HEADING_LEVELS, Block, Dropped, Extraction, Kind
from corpus.adding.characters import Cleaner, is_letters
from corpus.adding.lines import Joiner, Marks
from corpus.adding.pdf_page import Line, page_lines, unmapped
from corpus.errors import AddError

HEADING_SIZE = 1.15
"""A heading's letters are at least this many times as large as the text's, or bold."""

HEADING_CHARACTERS = 150

_PARAGRAPH_GAP = 0.9
"""Lines further apart than this share of a line's height belong to two paragraphs."""

_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|lapa|lpp\.)\s*)?\d{1,4}(?:\s*(?:/|of|no|\|)\s*\d{1,4})?\W*(?:lpp\.?|lapa)?\W*",
    re.IGNORECASE,
)
_FINISHED = re.compile(r"[.!?:;…][”\"»’)]*$")
_MACHINE_TITLE = re.compile(
    r"^(?:microsoft word|untitled|document\d*$)|\.(?:docx?|pdf|indd)$", re.I
)
_FEW_LETTERS = 20


def read_pdf(data: bytes) -> Extraction:
    """Return the blocks of a PDF, with the page of each.

    Raises:
        AddError: If it is damaged or protected, or has no text that can be read.
    """
    cleaner = Cleaner()
    dropped: list[Dropped] = []
    lines: list[Line] = []
    try:
        with pdfplumber.open(io.BytesIO(data), laparams={}, unicode_norm="NFC") as pdf:
            count = len(pdf.pages)
            title = cleaner.line(str(pdf.metadata.get("Title") or ""))
            for page in pdf.pages:
                found = list(page_lines(page, cleaner, dropped))
                if not found and page.images:
                    note = f"page {page.page_number} is only a picture"
                    dropped.append(Dropped("no text to read", note))
                lines += found
                page.close()
    except (PDFException, PSException, PdfminerException) as error:
        raise AddError(_fault(error)) from error
    # pdfminer meets damaged files with whatever error comes first.
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError) as error:
        raise AddError(_fault(error)) from error
    if sum(len(line.text) for line in lines) < _FEW_LETTERS:
        msg = (
            "it has no text, only pictures of it (a scan?); run text recognition (OCR) on it first"
        )
        raise AddError(msg)
    lost = next((line for line in lines if unmapped(line.text)), None)
    if lost is not None:
        msg = (
            f"on page {lost.page} its fonts do not say which letters they draw “{lost.text[:60]}”; "
            "ask for the original, or run text recognition (OCR) on it"
        )
        raise AddError(msg)
    body = list(_without_margins(lines, count, dropped))
    joiner = Joiner(line.text for line in body)
    blocks = tuple(_blocks(body, joiner))
    dropped += [Dropped("mended at a line’s end", word) for word in joiner.mended]
    return Extraction(
        blocks,
        (*dropped, *cleaner.dropped()),
        page_count=count,
        title=None if not title or _MACHINE_TITLE.search(title) else title,
    )


def _fault(error: BaseException) -> str:
    causes = [error, *error.args]
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
        return "it is protected by a password; save it without one"
    if any(isinstance(cause, MemoryError) for cause in causes):
        return "it needs too much memory to read; that is no leaflet"
    return "it is damaged, or no PDF that can be read; print it to a new PDF and try that"


def _without_margins(lines: list[Line], pages: int, dropped: list[Dropped]) -> Iterator[Line]:
    """Yield the lines but those that stand on many pages' edges, and page numbers."""
    seen: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.margin and is_letters(_running(line.text).replace("#", "")):
            seen[_running(line.text)].add(line.page)
    repeated = {text for text, on in seen.items() if len(on) >= max(2, pages / 3)}
    running = {line for line in lines if line.margin and _running(line.text) in repeated}
    outermost: dict[int, tuple[float, float]] = {}
    for line in lines:
        if line not in running:
            top, bottom = outermost.get(line.page, (line.top, line.bottom))
            outermost[line.page] = min(top, line.top), max(bottom, line.bottom)
    for line in lines:
        if line in running:
            dropped.append(Dropped(f"running header or footer, page {line.page}", line.text))
        # A number with text beyond it is the text's.
        elif (
            line.margin
            and _PAGE_NUMBER.fullmatch(line.text)
            and (line.top == outermost[line.page][0] or line.bottom == outermost[line.page][1])
        ):
            dropped.append(Dropped(f"page number, page {line.page}", line.text))
        else:
            yield line


def _running(text: str) -> str:
    """Return what is the same in a header or footer on every page."""
    return re.sub(r"\d+", "#", text.lower())


def _blocks(lines: list[Line], joiner: Joiner) -> Iterator[Block]:
    levels = _levels(lines)
    marks = Marks()
    widths: dict[tuple[int, int], float] = defaultdict(float)
    for line in lines:
        widths[line.page, line.box] = max(widths[line.page, line.box], line.right)
    building: _Building | None = None
    for line in lines:
        if not is_letters(line.text):
            continue
        level = _level(line, levels)
        item = None if level or line.row else marks.item(line.text)
        if building and item is None and building.takes(line, level, widths):
            building.add(line, joiner)
            continue
        if building:
            yield building.block()
        building = _Building(line, level, item)
    if building:
        yield building.block()


class _Building:
    """A block while its lines come in."""

    def __init__(self, line: Line, level: int, item: str | None) -> None:
        self._last = line
        self._level = level
        self._item = item is not None
        self._text = line.text if item is None else item
        self._pages = [(0, line.page)]

    def takes(self, line: Line, level: int, widths: dict[tuple[int, int], float]) -> bool:
        """Tell whether ``line`` goes on with this block."""
        last = self._last
        if last.row or line.row or level != self._level:
            return False
        if (line.page, line.box) != (last.page, last.box):
            # Over a page, a column or a picture only the middle of a sentence goes on.
            goes_on = not _FINISHED.search(self._text) and line.text[0].islower()
            return not level and goes_on and abs(line.size - last.size) < 1
        if line.top - last.bottom > _PARAGRAPH_GAP * (last.bottom - last.top):
            return False
        if level:
            return True
        if last.text[-1] in "-‐" and line.text[0].islower():
            return True
        # Where the next word would still have fitted, the author ended the line.
        letter = (line.right - line.left) / len(line.text)
        first = len(line.text.split()[0]) + 1
        return last.right + first * letter > widths[line.page, line.box]

    def add(self, line: Line, joiner: Joiner) -> None:
        """Take ``line`` in."""
        if line.page != self._last.page:
            self._pages.append((len(self._text) + 1, line.page))
        self._text = joiner.join(self._text, line.text)
        self._last = line

    def block(self) -> Block:
        """Return the finished block."""
        kind: Kind = "heading" if self._level else "item" if self._item else "paragraph"
        return Block(kind, self._text, self._level, tuple(self._pages))


def _levels(lines: Iterable[Line]) -> dict[tuple[float, bool], int]:
    """Return the level of each style that only headings have: the larger, the higher."""
    letters: Counter[float] = Counter()
    bold: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
        bold[line.size] += len(line.text) if line.bold else 0
    text = letters.most_common(1)[0][0]
    # Where most of the text is bold, bold is no sign.
    marked = bold[text] < letters[text] / 2
    styles = {
        (line.size, line.bold)
        for line in lines
        if line.size >= HEADING_SIZE * text or (marked and line.bold and line.size >= text)
    }
    ordered = sorted(styles, reverse=True)
    return {style: min(n, HEADING_LEVELS) for n, style in enumerate(ordered, 1)}


def _level(line: Line, levels: dict[tuple[float, bool], int]) -> int:
    """Return the level of a heading's line, or 0: long ones and whole sentences are text."""
    level = 0 if line.row else levels.get((line.size, line.bold), 0)
    sentence = len(line.text) > HEADING_CHARACTERS or line.text[-1] in ".;,"
    return 0 if sentence else level
