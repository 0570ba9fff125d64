"""Read Markdown."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.adding.blocks import Block, Dropped, Extraction
from corpus.adding.characters import Cleaner, is_letters
from corpus.adding.decoding import decoded

CELLS = " | "
"""Between the cells of a table's row, which is one paragraph."""

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


def read_markdown(data: bytes) -> Extraction:
    """Return the blocks of a Markdown file; HTML in it is left out.

    Raises:
        AddError: If it is no text.
    """
    text, notes = decoded(data)
    text = text.replace("\r\n", "\n")
    dropped = list(notes)
    if front := _FRONT_MATTER.match(text):
        dropped.append(Dropped("front matter", front[1]))
        text = text[front.end() :]
    cleaner = Cleaner()
    reader = _Reader(cleaner, dropped)
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        reader.take(token)
    return Extraction(tuple(reader.blocks), (*dropped, *cleaner.dropped()))


class _Reader:
    """Makes blocks of Markdown's tokens."""

    def __init__(self, cleaner: Cleaner, dropped: list[Dropped]) -> None:
        self.blocks: list[Block] = []
        self._cleaner = cleaner
        self._dropped = dropped
        self._level = 0
        self._row: list[str] | None = None
        # Only the first paragraph of an item is the item.
        self._item = False

    def take(self, token: Token) -> None:
        """Go on with the next token."""
        if token.type == "heading_open":
            self._level = int(token.tag[1])
        elif token.type == "heading_close":
            self._level = 0
        elif token.type == "list_item_open":
            self._item = True
        elif token.type == "tr_open":
            self._row = []
        elif token.type == "tr_close":
            self._end_row()
        elif token.type in ("html_block", "fence", "code_block"):
            why = "HTML in the text" if token.type == "html_block" else "program code"
            self._dropped.append(Dropped(why, self._cleaner.line(token.content)))
        elif token.type == "inline":
            self._take_words(self._cleaner.clean(_words(token, self._dropped)))

    def _end_row(self) -> None:
        if self._row and any(self._row):
            self.blocks.append(Block("paragraph", CELLS.join(self._row)))
        self._row = None

    def _take_words(self, words: str) -> None:
        line = " ".join(words.split())
        if self._row is not None:
            self._row.append(line)
        elif self._level and is_letters(line):
            self.blocks.append(Block("heading", line, self._level))
        elif words:
            self.blocks.append(Block("item" if self._item else "paragraph", words))
            self._item = False


def _words(token: Token, dropped: list[Dropped]) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            dropped.append(Dropped("picture", child.content or "without words"))
        elif child.type == "html_inline":
            dropped.append(Dropped("HTML in the text", child.content))
    return "".join(parts)
