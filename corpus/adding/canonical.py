"""Make the canonical text of a document, and say where in it the content lies.

The text is what quotes are checked against from then on. A list stays one paragraph with the
words that introduce it ("Do not take it if:"): an item quoted without them would mislead.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from corpus.adding.blocks import Block, Extraction
from corpus.binding import ITEM
from corpus.errors import AddError
from corpus.manifest import Content

MARKER_WORDS = 6
"""Words of a start or end marker to begin with; more are taken until it occurs once."""

_SENTENCE = re.compile(r"[.!?][”\"»’)]*$")


@dataclass(frozen=True)
class Canonical:
    """A document's text before anybody said what to call it.

    Attributes:
        text: NFC, paragraphs parted by blank lines.
        pages: Offset in ``text`` at which each page begins; empty where there are none.
        headings: (level, line) in reading order.
    """

    text: str
    pages: tuple[int, ...]
    headings: tuple[tuple[int, str], ...]

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def canonical(extraction: Extraction) -> Canonical:
    """Put the blocks together."""
    blocks = extraction.blocks
    parts: list[str] = []
    length = 0
    begins: dict[int, int] = {}
    for number, block in enumerate(blocks):
        listed = block.kind == "item" and _is_bound(blocks, number)
        words = unicodedata.normalize("NFC", block.text)
        if block.kind != "item":
            words = words.lstrip(ITEM + " ") or words
        mark = f"{ITEM} " if listed else ""
        gap = "" if not parts else "\n" if listed and _follows(blocks, number) else "\n\n"
        for offset, page in block.pages:
            begins.setdefault(page, length + len(gap) + (offset + len(mark) if offset else 0))
        parts.append(gap + mark + words)
        length += len(parts[-1])
    text = "".join(parts) + "\n"
    pages: list[int] = []
    for page in range(1, extraction.page_count + 1):
        # A page without text begins where the next one does.
        later = [at for number, at in begins.items() if number >= page]
        pages.append(min(later, default=length) if page > 1 else 0)
    headings = tuple((b.level, b.text) for b in blocks if b.kind == "heading")
    return Canonical(text, tuple(pages), headings)


def _is_bound(blocks: tuple[Block, ...], number: int) -> bool:
    """Tell whether an item belongs to a list whose items say little alone."""
    first = last = number
    while first > 0 and blocks[first - 1].kind == "item":
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind == "item":
        last += 1
    introduced = first > 0 and blocks[first - 1].text.endswith(":")
    whole = all(_SENTENCE.search(block.text) for block in blocks[first : last + 1])
    return introduced or not whole


def _follows(blocks: tuple[Block, ...], number: int) -> bool:
    before = blocks[number - 1]
    return before.kind == "item" or (before.kind == "paragraph" and before.text.endswith(":"))


@dataclass(frozen=True)
class Wishes:
    """What the editor says about the content; empty where the proposal will do.

    Attributes:
        start: The content's first words.
        end: Its last words.
        drop: Lines, or their first words, that are not content.
        headings: ``#`` for each level and the line, besides those that were found.
        not_headings: Lines found as headings that are text.
    """

    start: str = ""
    end: str = ""
    drop: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    not_headings: tuple[str, ...] = ()


def content_of(canonical: Canonical, title: str | None, wishes: Wishes) -> Content:
    """Say where the content lies: everything after the title, unless ``wishes`` say otherwise.

    Raises:
        AddError: If words of ``wishes`` are not in the text, or not once.
    """
    text = canonical.text
    start, end = _bounds(canonical, title, wishes)
    drop = tuple(_line(text, _nfc(words), "--drop") for words in wishes.drop)
    named = {_line(text, _nfc(words), "--not-heading") for words in wishes.not_headings}
    found = {
        line: level
        for level, line in reversed(canonical.headings)
        # A heading's line is one wherever it stands, so its mark must not be part of it.
        if line not in named and not line.startswith("#")
    }
    for heading in wishes.headings:
        marks, _, words = _nfc(heading).partition(" ")
        if not re.fullmatch("#{1,6}", marks):
            msg = f"--heading {heading!r}: begin with one to six # for its level, then a space."
            raise AddError(msg)
        found[_line(text, words, "--heading")] = len(marks)
    inside = text[start:end].split("\n")
    lines = [line for line in dict.fromkeys(inside) if line in found and line not in drop]
    outermost = min((found[line] for line in lines), default=1)
    return Content(
        start=_marker(text, start, end, from_start=True) if not wishes.start else wishes.start,
        end=_marker(text, start, end, from_start=False) if not wishes.end else wishes.end,
        drop=drop,
        headings=tuple("#" * (found[line] - outermost + 1) + " " + line for line in lines),
    )


def _bounds(canonical: Canonical, title: str | None, wishes: Wishes) -> tuple[int, int]:
    text = canonical.text
    start, end = 0, len(text.rstrip())
    if wishes.start:
        start = _once(text, _nfc(wishes.start), "--start")
    elif title and (at := _title_end(canonical, title)):
        start = at
    if wishes.end:
        words = _nfc(wishes.end)
        end = _once(text, words, "--end") + len(words)
    if end <= start:
        msg = "The content would end before it starts; see --start and --end."
        raise AddError(msg)
    return start, end


def _title_end(canonical: Canonical, title: str) -> int:
    """Return where the text goes on after the title, or 0 if that is no heading near the top."""
    for _, line in canonical.headings[:1]:
        at = canonical.text.find(line)
        if line.casefold() == _nfc(title).casefold() and canonical.text[:at].count("\n\n") < 4:
            rest = canonical.text[at + len(line) :]
            return at + len(line) + len(rest) - len(rest.lstrip())
    return 0


def _once(text: str, words: str, option: str) -> int:
    found = text.count(words) if words.strip() else 0
    if found != 1:
        times = "not in the text" if found == 0 else f"in the text {found} times; lengthen it"
        msg = f"{option} {words!r}: {times}. Copy the words from the preview."
        raise AddError(msg)
    return text.index(words)


def _line(text: str, words: str, option: str) -> str:
    """Return the whole line that ``words`` are, or the only one that begins with them."""
    lines = dict.fromkeys(text.split("\n"))
    if words in lines and words.strip():
        return words
    begun = [line for line in lines if words.strip() and line.startswith(words)]
    if len(begun) != 1:
        times = "no line begins so" if not begun else f"{len(begun)} lines begin so; lengthen it"
        msg = f"{option} {words!r}: {times}. Copy the words from the preview."
        raise AddError(msg)
    return begun[0]


def _marker(text: str, start: int, end: int, *, from_start: bool) -> str:
    """Return the content's first or last words, as many as make them occur once."""
    content = text[start:end]
    words = [match.span() for match in re.finditer(r"\S+", content)]
    for count in range(min(MARKER_WORDS, len(words)), len(words) + 1):
        first, last = (0, count - 1) if from_start else (len(words) - count, len(words) - 1)
        marker = content[words[first][0] : words[last][1]]
        if text.count(marker) == 1:
            return marker
    msg = "The text repeats itself, so its start and end cannot be told; see --start and --end."
    raise AddError(msg)


def _nfc(words: str) -> str:
    return unicodedata.normalize("NFC", words)
