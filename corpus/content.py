"""Find a document's quotable content in its text: sections, paragraphs, sentences.

A page comes with clutter: advertising policy, picture captions, related articles, a
bibliography. The manifest says where the content starts and ends, which lines inside it
to drop and which are headings; all of it by the page's own words, which survive small
edits elsewhere in the file. A marker that is not found is an error and never guessed at:
a guess would let clutter be quoted.

A paragraph is a run of lines with no blank line between them, so files with hard-wrapped
lines work as well.
"""

import re
from collections.abc import Iterator

from corpus.document import Paragraph, Section, Span
from corpus.errors import DocumentError
from corpus.manifest import Content
from corpus.sentences import split_sentences

_LINE = re.compile(r"[^\n]*\S[^\n]*")


class MissingMarkerError(DocumentError):
    """A marker of the manifest is not in the file, or not where it can be.

    Attributes:
        key: Which key of the manifest's ``content`` table holds the marker.
    """

    def __init__(self, key: str, message: str) -> None:
        """Remember the key, so that the caller can name the manifest's line."""
        super().__init__(message)
        self.key = key


def find_sections(text: str, content: Content, language: str) -> tuple[Section, ...]:
    """Return the sections of ``text``, in reading order, without its clutter.

    Args:
        text: The file's text, NFC, with line feeds for line ends.
        content: The manifest's description of the content.
        language: ISO 639-1 code, for the sentence rules.

    Raises:
        MissingMarkerError: If the start, the end, a dropped line or a heading is not found.
    """
    start = _find_once(text, content.start, "start")
    end = _find_once(text, content.end, "end") + len(content.end)
    if end <= start:
        raise MissingMarkerError("end", "the content's end lies before its start")
    levels = {heading.lstrip("#").strip(): _level(heading) for heading in content.headings}
    dropped = {line.strip() for line in content.drop}
    unseen = levels.keys() | dropped

    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    paragraphs: list[Paragraph] = []

    def close_section() -> None:
        if paragraphs:
            sections.append(Section(tuple(h for _, h in path), tuple(paragraphs)))
            paragraphs.clear()

    for block in _blocks(text, start, end, levels.keys() | dropped):
        words = text[block.start : block.end]
        if words in dropped:
            unseen.discard(words)
        elif words in levels:
            unseen.discard(words)
            close_section()
            path = [(n, h) for n, h in path if n < levels[words]] + [(levels[words], words)]
        else:
            paragraphs.append(Paragraph(block, split_sentences(text, block, language)))
    close_section()

    if unseen:
        line = sorted(unseen)[0]
        key = "headings" if line in levels else "drop"
        raise MissingMarkerError(key, f"no such line in the content: {line!r}")
    return tuple(sections)


def _level(heading: str) -> int:
    return len(heading) - len(heading.lstrip("#"))


def _find_once(text: str, marker: str, key: str) -> int:
    found = text.count(marker)
    if found != 1:
        times = "not in the file" if found == 0 else f"in the file {found} times; lengthen it"
        raise MissingMarkerError(key, f"{marker!r} is {times}")
    return text.index(marker)


def _blocks(text: str, start: int, end: int, alone: set[str]) -> Iterator[Span]:
    """Yield runs of non-blank lines; a line of ``alone`` is a block by itself."""
    run: Span | None = None
    for match in _LINE.finditer(text, start, end):
        words = match.group()
        first = match.start() + len(words) - len(words.lstrip())
        line = Span(first, first + len(words.strip()))
        if run is None:
            run = line
        elif (
            text.count("\n", run.end, line.start) > 1
            or text[run.start : run.end] in alone
            or words.strip() in alone
        ):
            yield run
            run = line
        else:
            run = Span(run.start, line.end)
    if run is not None:
        yield run
