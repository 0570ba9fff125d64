"""Write a corpus directory out of texts that came without one.

For public data only: the texts are tidied (NFC, one line a paragraph), so offsets into
the originals do not hold; :func:`tidy` is what readers locate their gold in.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Draft:
    """A document to write.

    Attributes:
        id: As the manifest wants it; see :func:`slug`.
        title: Shown and embedded.
        language: ISO 639-1 code.
        text: Already tidied, not empty.
    """

    id: str
    title: str
    language: str
    text: str


def tidy(text: str) -> str:
    """Return ``text`` in NFC, each paragraph on one line, a blank line between two."""
    # XQuAD has byte order marks inside; the loader drops one at a file's start.
    plain = unicodedata.normalize("NFC", text.replace("\ufeff", ""))
    blocks = (" ".join(block.split()) for block in _BLANK.split(plain))
    return "\n\n".join(block for block in blocks if block)


def slug(number: int, title: str) -> str:
    """Return a document id that is unique by its ``number`` and readable by its title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return f"{number:05d}-{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')}"[:64].rstrip("-")


def write_corpus(directory: Path, drafts: Sequence[Draft], licence: str) -> Path:
    """Write ``drafts`` as a corpus to ``directory``, which is made, and return it."""
    directory.mkdir(parents=True, exist_ok=True)
    entries = []
    for draft in drafts:
        (directory / f"{draft.id}.txt").write_bytes(draft.text.encode())
        fields = {
            "id": draft.id,
            "file": f"{draft.id}.txt",
            "title": draft.title,
            "publisher": "Public data set",
            "language": draft.language,
            "licence": licence,
        }
        content = {"start": _unique(draft.text), "end": _unique(draft.text, last=True)}
        entries.append(f"[[document]]\n{_toml(fields)}\n[document.content]\n{_toml(content)}")
    # The manifest comes last: a directory without one is no corpus, so a killed writer
    # leaves nothing that could be taken for a whole one.
    (directory / "manifest.toml").write_text("\n".join(entries), encoding="utf-8")
    return directory


def _unique(text: str, *, last: bool = False) -> str:
    """Return the first (last) words of ``text`` that occur in it only once."""
    size = 60
    while True:
        piece = text[-size:] if last else text[:size]
        if text.count(piece) == 1:
            return piece
        size *= 2


def _toml(fields: dict[str, str]) -> str:
    # A JSON string is a TOML string too, but for DEL, which JSON leaves bare.
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    return "".join(line.replace("\x7f", "\\u007f") + "\n" for line in lines)
