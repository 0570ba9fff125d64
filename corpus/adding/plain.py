"""Read plain text: paragraphs, and what looks like headings and lists."""

import re

from corpus.adding.blocks import Block, Dropped, Extraction
from corpus.adding.characters import Cleaner, is_letters
from corpus.adding.decoding import decoded
from corpus.adding.lines import Joiner, Marks

HEADING_CHARACTERS = 80
"""A heading without any other sign is a line of its own, no longer than this."""

_WRAPPED = range(50, 121)
"""The longest line of a text whose lines are broken to fit; longer ones are paragraphs."""

_UNDERLINE = re.compile(r"[=\-~_*]{3,}")


def read_plain(data: bytes) -> Extraction:
    """Return the blocks of a text file.

    Raises:
        AddError: If it is no text.
    """
    text, notes = decoded(data)
    cleaner = Cleaner()
    runs: list[list[str]] = [[]]
    dropped: list[Dropped] = []
    underlined: set[str] = set()
    for line in cleaner.clean(text).split("\n"):
        if _UNDERLINE.fullmatch(line):
            dropped.append(Dropped("a rule of marks", line))
            if runs[-1]:
                underlined.add(runs[-1][-1])
            runs.append([])
        elif line:
            runs[-1].append(line)
        else:
            runs.append([])
    runs = [run for run in runs if run]
    joiner = Joiner(line for run in runs for line in run)
    width = max((len(line) for run in runs for line in run), default=0)
    blocks = [block for run in runs for block in _blocks(run, width, joiner)]
    dropped += [Dropped("mended at a line’s end", word) for word in joiner.mended]
    return Extraction(tuple(_headed(blocks, underlined)), (*notes, *dropped, *cleaner.dropped()))


def _blocks(run: list[str], width: int, joiner: Joiner) -> list[Block]:
    """Cut a run of lines where its author did: where the next word would still have fitted."""
    blocks: list[Block] = []
    marks = Marks()
    last = ""
    for line in run:
        item = marks.item(line)
        wrapped = width in _WRAPPED and len(last) + 1 + len(line.split()[0]) > width
        wrapped = wrapped or (last[-1:] == "-" and line[0].islower())
        if item is not None:
            blocks.append(Block("item", item))
        elif last and wrapped:
            block = blocks.pop()
            blocks.append(Block(block.kind, joiner.join(block.text, line)))
        else:
            blocks.append(Block("paragraph", line))
        last = line
    return blocks


def _headed(blocks: list[Block], underlined: set[str]) -> list[Block]:
    """Take underlined lines, and short ones without a full stop above text, for headings."""
    found = []
    for number, block in enumerate(blocks):
        below = blocks[number + 1].text if number + 1 < len(blocks) else ""
        is_heading = block.text in underlined or _looks_like_heading(block.text, below)
        if block.kind == "paragraph" and is_heading:
            found.append(Block("heading", block.text, 1))
        else:
            found.append(block)
    return found


def _looks_like_heading(text: str, below: str) -> bool:
    if not below:
        return False
    short = len(text) <= HEADING_CHARACTERS and (len(text) < len(below) or below[-1] in ".!?:")
    plain = text[0].isupper() or text[0].isdigit()
    # A question may be a heading; a sentence with a full stop is none.
    return short and plain and is_letters(text) and text[-1] not in '.!:;,”"'
