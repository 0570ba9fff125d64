"""What reading a file gives, whatever its format."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

MAX_CHARACTERS = 2_000_000
"""Code points of a whole document: a book of a thousand pages."""

HEADING_LEVELS = 6

Kind = Literal["paragraph", "heading", "item"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or an item of a list.

    Attributes:
        kind: Which of them it is.
        text: Its words, clean; a line feed only where the author broke the line.
        level: Of a heading, 1 the outermost; 0 for all else.
        pages: Where pages begin in it: (offset in ``text``, page from 1); empty where the
            format has no pages.
    """

    kind: Kind
    text: str
    level: int = 0
    pages: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a block of nothing and a level that is none."""
        is_heading = self.kind == "heading"
        if not self.text.strip() or is_heading != (1 <= self.level <= HEADING_LEVELS):
            msg = f"not a block: {self.kind}, level {self.level}, {len(self.text)} characters"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something in the file that is not part of the text.

    Attributes:
        why: In a few words, for the editor.
        text: What it was; what was done, for characters.
    """

    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one file.

    Attributes:
        blocks: In reading order.
        dropped: What was left out, and what was made plain.
        page_count: Pages of the file; 0 where the format has none.
        title: As the file calls itself, or None; likewise the rest.
        publisher: Site or company.
        published: Only where the file says that it is the date of publication.
    """

    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...] = ()
    page_count: int = 0
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
