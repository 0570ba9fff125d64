"""Check quotes against the files on disk, by a way that shares nothing with the bot's own."""

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.manifest import read_manifest


class Sources:
    """The documents' files; each is read again at every check."""

    def __init__(self, corpus: Path) -> None:
        """Find the files the manifest in ``corpus`` names."""
        self._files = {one.id: corpus / one.file for one in read_manifest(corpus).document}

    def holds(self, quote: Mapping[str, Any]) -> bool:
        """Tell whether a quote, as :func:`bot.cli.as_json` gives it, stands in its file."""
        path = self._files.get(quote["document"])
        if path is None or not quote["text"]:
            return False
        # NFC with line feeds, as docs/corpus.md says offsets are counted.
        raw = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        text = unicodedata.normalize("NFC", raw)
        return bool(text[quote["start"] : quote["end"]] == quote["text"])
