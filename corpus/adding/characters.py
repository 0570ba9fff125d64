"""Make text plain: the same letters, without what cannot be seen.

An invisible character in a leaflet is an accident of typesetting or an attack (text that shows
in another order than it is stored). A visitor could not find it in the source and a question
would not match it, so it goes, and the editor is told.
"""

import re
import unicodedata
from collections import Counter

from corpus.adding.blocks import Dropped

SOFT_HYPHEN = "\xad"
BULLETS = "•◦▪▫‣⁃●○■□►▸–—·*-"
"""Marks that begin an item of a list, where white space follows."""

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_ZERO_WIDTH = {*range(0x200B, 0x200E), *range(0x2060, 0x2065), 0xFEFF, 0x180E}
_KEPT_CONTROLS = "\n\t"


class Cleaner:
    """Cleans text and remembers what it took out."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def clean(self, text: str) -> str:
        """Return ``text`` plain and NFC, with single spaces; line feeds stay."""
        kept = []
        for character in text.replace("\r\n", "\n").replace("\r", "\n").translate(_LIGATURES):
            fault = _fault(character)
            if fault:
                self._counts[fault] += 1
            else:
                kept.append(character)
        lines = unicodedata.normalize("NFC", "".join(kept)).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines).strip()

    def line(self, text: str) -> str:
        """Return ``text`` clean and in one line."""
        return " ".join(self.clean(text).split())

    def dropped(self) -> tuple[Dropped, ...]:
        """Say what was taken out so far."""
        return tuple(
            Dropped("characters taken out", f"{name} ({count} times)" if count > 1 else name)
            for name, count in self._counts.items()
        )


def _fault(character: str) -> str | None:
    code = ord(character)
    if 0x20 <= code < 0x7F or character in _KEPT_CONTROLS:
        return None
    if character == SOFT_HYPHEN:
        return "soft hyphens"
    if code in _BIDI:
        return "marks that change the direction of writing"
    if code in _ZERO_WIDTH:
        return "characters without width"
    if character == "\ufffd":
        return "letters the file has lost (�)"
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Cn"):
        return "control characters"
    if category == "Co":
        return "symbols of a private font"
    return "line separators" if category in ("Zl", "Zp") else None


def is_letters(text: str) -> bool:
    """Tell whether there is anything to read in ``text``."""
    return re.search(r"\w", text) is not None
