"""Corpora of any size: sentences that look like the real ones, vectors that lie like them.

The words are a walk through what follows what in the shipped documents and their bank's
questions, so frequencies are real and both languages are there. A few passages are embedded
with the real model; they tell how the model's vectors lie (all in one cone, neighbours
nearer), and the others are drawn to lie likewise. Everything comes from one seed.
"""

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from corpus import Corpus
from eval.temporary import Draft, write_corpus
from index.embedder import Embedder, Vectors

SEED = 20240229
SENTENCES = 3
"""Sentences of a passage, as many as the shipped documents' passages have on average."""

SENTENCE_WORDS = (11, 16)
"""A passage has over half of what index.passages joins, so that each stays by itself."""

PER_DOCUMENT = 200
PER_TOPIC = 50
"""Passages that share a topic, and so are near one another."""


class Babble:
    """Writes sentences in one language, by what follows what in real ones."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Learn from ``texts``."""
        self._after: dict[str, list[str]] = {}
        self._words: list[str] = []
        for text in texts:
            words = [word for word in text.split() if any(c.isalpha() for c in word)]
            plain = [word.strip('.,;:?!“”„"()').lower() for word in words]
            self._words += plain
            for word, following in pairwise(plain):
                self._after.setdefault(word, []).append(following)

    def sentence(self, draw: random.Random) -> str:
        """Return one sentence."""
        words = [draw.choice(self._words)]
        while len(words) < draw.randint(*SENTENCE_WORDS):
            words.append(draw.choice(self._after.get(words[-1], self._words)))
        return " ".join(words).capitalize() + "."


def write_synthetic(shipped: Corpus, directory: Path, passages: int) -> Path:
    """Write a corpus of ``passages`` paragraphs, half of them in each language."""
    draw = random.Random(SEED)  # noqa: S311 - no secret
    drafts: list[Draft] = []
    for language in ("en", "lv"):
        babble = Babble(
            [d.text for d in shipped.values() if d.language == language]
            + [q.text for q in shipped.bank.questions if q.language == language]
        )
        left = passages // 2
        while left:
            count = min(PER_DOCUMENT, left)
            left -= count
            number = len(drafts)
            text = "\n\n".join(
                " ".join(babble.sentence(draw) for _ in range(SENTENCES)) for _ in range(count)
            )
            drafts.append(Draft(f"{number:05d}", f"Document {number}", language, text))
    return write_corpus(directory, drafts, "Made up; for measuring only.")


@dataclass(frozen=True)
class Geometry:
    """How the real model's vectors lie.

    Attributes:
        centre: Their common direction, length 1, shape (dimensions,).
        common: Mean cosine of any two.
        near: Mean cosine of each with its nearest.
    """

    centre: Vectors
    common: float
    near: float

    @classmethod
    def of(cls, vectors: Vectors) -> "Geometry":
        """Measure it on some real vectors, shape (texts, dimensions), rows of length 1."""
        cosines = vectors @ vectors.T
        np.fill_diagonal(cosines, np.nan)
        mean = vectors.mean(axis=0)
        near = float(np.nanmax(cosines, axis=1).mean())
        return cls(mean / np.linalg.norm(mean), float(np.nanmean(cosines)), near)


class SyntheticEmbedder(Embedder):
    """Draws a vector for each text, the same every time; some texts keep their real one."""

    def __init__(self, geometry: Geometry, topics: int, real: dict[str, Vectors]) -> None:
        """Draw vectors that lie as ``geometry`` says, about ``topics`` topics."""
        super().__init__("synthetic", models=Path("/nonexistent"))
        self._geometry = geometry
        self._topics = topics
        self._real = real

    @cached_property
    def identity(self) -> str:
        """Tell this from any model."""
        return f"synthetic-{SEED}-{self._topics}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return len(self._geometry.centre)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text."""
        known = [self._real.get(text) for text in texts]
        return np.stack(
            [self._drawn(text) if v is None else v for text, v in zip(texts, known, strict=True)]
        )

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Likewise; a question's vector lies where its text's would as a passage."""
        return self.encode_passages(texts)

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        """Likewise."""
        return self.encode_passages(texts)

    def _drawn(self, text: str) -> Vectors:
        mark = zlib.crc32(text.encode())
        own = _direction(mark + self._topics, self.dimensions)
        topic = _direction(mark % self._topics, self.dimensions)
        shape = self._geometry
        vector = (
            np.sqrt(shape.common) * shape.centre
            + np.sqrt(shape.near - shape.common) * topic
            + np.sqrt(1 - shape.near) * own
        )
        unit: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit


def _direction(seed: int, dimensions: int) -> Vectors:
    vector = np.random.default_rng(seed).standard_normal(dimensions, np.float32)
    unit: Vectors = vector / np.linalg.norm(vector)
    return unit
