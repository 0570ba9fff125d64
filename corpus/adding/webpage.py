"""Read a web page that was saved as a file.

``trafilatura`` decides what is content and what is menu, advertising or footer. The words are
then taken from the page's own elements: the library rewrites what it keeps (it may lose a link
in the middle of a sentence), and a quote has to be what the page said. Nothing is fetched.
"""

import re
from collections.abc import Iterator
from datetime import date

import trafilatura
from lxml import html
from lxml.html import HtmlElement

from corpus.adding.blocks import Block, Dropped, Extraction
from corpus.adding.characters import Cleaner, is_letters
from corpus.adding.decoding import decoded
from corpus.adding.markdown import CELLS
from corpus.errors import AddError

_CELL = "\x00"
_SHINGLE = 3
_SHARE = 0.6
"""A block is content if this share of its three-word runs is in what trafilatura kept."""

_SILENT = {"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "form"}
_LINE_BREAKING = re.compile(
    "address|article|aside|blockquote|body|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|"
    "h[1-6r]|header|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def read_webpage(data: bytes) -> Extraction:
    """Return the content blocks of an HTML file; all else is dropped.

    Raises:
        AddError: If it is no HTML, or nothing in it looks like content.
    """
    text, notes = decoded(data, declared=True)
    cleaner = Cleaner()
    # lxml takes no declared encoding in text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        found = trafilatura.bare_extraction(text, include_comments=False, with_metadata=True)
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True))
    except (ValueError, html.etree.LxmlError, AttributeError) as error:
        msg = "it is not HTML that can be read"
        raise AddError(msg) from error
    if found is None or isinstance(found, dict):
        msg = "no content was found in this page; save its text as a txt file"
        raise AddError(msg)
    kept = _Kept(cleaner.line(" ".join(found.body.itertext())))
    blocks, dropped = [], list(notes)
    pieces = list(_blocks(root, cleaner))
    content = [block.text in kept and role != "menu" for block, role in pieces]
    for number, (block, role) in enumerate(pieces):
        # A heading or term lost would leave its text under the one before.
        heads = role == "head" and content[number + 1 : number + 2] == [True]
        if content[number] or heads:
            blocks.append(block)
        else:
            dropped.append(Dropped("page clutter", block.text))
    return Extraction(
        tuple(blocks),
        (*dropped, *cleaner.dropped()),
        title=cleaner.line(found.title or "") or None,
        publisher=cleaner.line(found.sitename or "") or None,
        published=_day(found.date),
    )


class _Kept:
    """What trafilatura kept, to compare blocks with."""

    def __init__(self, text: str) -> None:
        self._shingles = set(_shingles(text))
        self._text = f" {' '.join(_words(text))} "

    def __contains__(self, text: str) -> bool:
        own = list(_shingles(text))
        if not own:
            return f" {' '.join(_words(text))} " in self._text
        return sum(one in self._shingles for one in own) >= _SHARE * len(own)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return (tuple(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1))


def _blocks(root: HtmlElement, cleaner: Cleaner) -> Iterator[tuple[Block, str]]:
    """Yield the page's visible text by line-breaking element, and its role: menu, head or text."""
    for element, raw in _runs(root):
        tags = [one.tag for one in _up(element)]
        heading = next((tag for tag in tags if re.fullmatch(r"h[1-6]", tag)), None)
        role = "menu" if "nav" in tags else "head" if heading or "dt" in tags else "text"
        # Two breaks are how old pages part paragraphs.
        for part in re.split(r"\n\s*\n", raw):
            words = cleaner.clean(part)
            if not is_letters(words):
                continue
            if heading is not None:
                yield Block("heading", " ".join(words.split()), int(heading[1])), role
            else:
                yield Block("item" if "li" in tags else "paragraph", words), role


def _up(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _runs(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield (line-breaking element, text directly in it), without recursion.

    A table's row is one element: its cells mean nothing apart.
    """
    run: list[str] = []
    owner, row = root, None
    # An element is entered (True) and left (False); what follows it is its tail.
    steps = [(root, True)]
    while steps:
        element, enter = steps.pop()
        breaking = isinstance(element.tag, str) and _LINE_BREAKING.fullmatch(element.tag)
        if breaking and row in (None, element):
            yield owner, _cells("".join(run))
            run = []
            owner = element if enter else element.getparent()
            row = element if enter and element.tag == "tr" else None
        elif breaking:
            run.append(_CELL if element.tag in ("td", "th") and not enter else " ")
        if enter and not _is_silent(element):
            run.append("\n" if element.tag == "br" else _spaced(element.text))
            steps.append((element, False))
            steps += [(child, True) for child in reversed(element)]
        elif element is not root:
            run.append(_spaced(element.tail))
    yield root, "".join(run)


def _cells(text: str) -> str:
    cells = [" ".join(cell.split()) for cell in text.split(_CELL)]
    return text if len(cells) == 1 else CELLS.join(cells[:-1])


def _spaced(text: str | None) -> str:
    # A line break in the source is a space on the page.
    return re.sub(r"\s+", " ", text or "")


def _is_silent(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):  # a comment
        return True
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return element.tag in _SILENT or hidden or bool(_HIDDEN.search(element.get("style") or ""))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
