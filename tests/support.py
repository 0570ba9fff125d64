"""What tests of several rooms share: a fast embedder, and small corpora on disk."""

import json
import shutil
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import Corpus, load_corpus
from index.embedder import Embedder, Vectors

REPOSITORY = Path(__file__).parents[1]


class FakeEmbedder(Embedder):
    """Embeds by counting hashed letter trigrams: fast, deterministic, alike for like texts.

    Attributes:
        embedded: Every passage asked for so far.
        pause: Seconds to sleep before every passage.
    """

    def __init__(
        self, model: str = "fake", *, passage_prefix: str = "passage: ", pause: float = 0
    ) -> None:
        super().__init__(
            model,
            models=Path("/nonexistent"),
            query_prefix="query: ",
            passage_prefix=passage_prefix,
        )
        self.embedded: list[str] = []
        self.pause = pause

    @property
    def dimensions(self) -> int:  # type: ignore[override]  # is cached there
        """Length of a vector."""
        return 64

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, remembering them."""
        for text in texts:
            time.sleep(self.pause)
            self.embedded.append(text)
        return self._vectors(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._vectors(texts)

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, however many."""
        return self._vectors(texts)

    def too_long(self, texts: Sequence[str]) -> list[tuple[int, int]]:
        """Take texts of any length."""
        return []

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        counts = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(counts, texts, strict=True):
            padded = f"  {text.lower()} "
            for i in range(len(padded) - 2):
                row[zlib.crc32(padded[i : i + 3].encode()) % self.dimensions] += 1
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@dataclass(frozen=True)
class Draft:
    """A document to write; its content is the whole text unless ``start`` and ``end`` say less."""

    id: str
    text: str
    language: str = "en"
    title: str = "A leaflet"
    start: str = ""
    end: str = ""
    drop: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    def entry(self) -> str:
        """Return the document's part of the manifest."""
        lines = self.text.strip().splitlines()
        content = {
            "start": self.start or lines[0],
            "end": self.end or lines[-1],
            "drop": self.drop,
            "headings": self.headings,
        }
        fields = {
            "id": self.id,
            "file": f"{self.id}.txt",
            "title": self.title,
            "publisher": "A clinic",
            "language": self.language,
            "licence": "For tests",
        }
        return f"[[document]]\n{_toml(fields)}\n[document.content]\n{_toml(content)}"


def _toml(fields: dict[str, object]) -> str:
    # JSON's strings and lists of strings are TOML's too.
    return "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in fields.items())


def write_corpus(directory: Path, *drafts: Draft) -> Path:
    """Write a corpus of ``drafts`` to ``directory``, anew, and return the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    manifest = "\n".join(draft.entry() for draft in drafts)
    (directory / "manifest.toml").write_text(manifest, encoding="utf-8")
    for draft in drafts:
        (directory / f"{draft.id}.txt").write_bytes(draft.text.encode())
    return directory


def made_corpus(directory: Path, *drafts: Draft) -> Corpus:
    """Write a corpus and load it."""
    return load_corpus(write_corpus(directory, *drafts))


def copied(source: Path, target: Path) -> Path:
    """Copy a directory, for tests that are about to harm it."""
    shutil.copytree(source, target)
    return target


ENGLISH = Draft(
    "care",
    "Wash your hands before you start.\n\nUse warm water. But never use hot water.\n\n"
    "When to call\n\nCall us if the bleeding does not stop within an hour.\n",
    title="Wound care",
    headings=("# When to call",),
)
LATVIAN = Draft(
    "kopsana",
    "Pirms sākat, nomazgājiet rokas.\n\nZvaniet mums, ja asiņošana nerimst stundas laikā.\n",
    language="lv",
    title="Brūces kopšana",
)
