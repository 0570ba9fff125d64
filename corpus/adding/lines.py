"""Join the lines of a paragraph, and tell items of lists by their marks."""

import re
from collections.abc import Iterable

from corpus.adding.characters import BULLETS

_HYPHENS = "-\u2010"
_MARK = re.compile(rf"(?:[{re.escape(BULLETS)}]|\(?(\d{{1,2}})[.)])\s+(?=\S)")


class Joiner:
    """Joins lines, mending words that were divided at a line's end.

    Attributes:
        mended: The words put together again, for the editor to check.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        """Learn from all ``lines`` which words the author writes with a hyphen."""
        text = "\n".join(lines).lower()
        self._compounds = set(re.findall(r"\w+-\w+", text))
        self.mended: list[str] = []

    def join(self, before: str, after: str) -> str:
        """Return the two lines as one."""
        if before[-1:] not in _HYPHENS or not before[-2:-1].isalpha() or not after[:1].isalpha():
            return f"{before} {after}"
        left = re.findall(r"\w+", before)[-1]
        right = re.findall(r"\w+", after)[0]
        if after[0].isupper() or f"{left}-{right}".lower() in self._compounds:
            return before + after
        self.mended.append(f"{left}-|{right} → {left}{right}")
        return before[:-1] + after


class Marks:
    """Tells items of lists from other lines; a number is a mark only where it counts on."""

    def __init__(self) -> None:
        self._next = 1

    def item(self, line: str) -> str | None:
        """Return an item's words without its mark, or None for a line that is no item."""
        match = _MARK.match(line)
        if match is None:
            return None
        if match[1] is not None:
            number = int(match[1])
            if number not in (1, self._next):
                return None
            self._next = number + 1
        return line[match.end() :]
