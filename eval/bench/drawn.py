"""Vectors for hostile questions without asking the model.

Four fifths of a hostile question's time are the model's, which sees numbers of tokens and
nothing else. With drawn vectors everything around it is asked a hundred thousand times in
minutes; and because they lie near those of real questions, half of what comes is an answer
with quotes, which a model would hardly give to such texts.
"""

import zlib
from collections.abc import Sequence

import numpy as np

from index.embedder import Embedder, Vectors
from index.settings import IndexSettings

NOISE = 0.5
"""Greatest length of what is added to a real question's vector of length 1."""


class DrawnEmbedder(Embedder):
    """Draws a text's vector near one of some real questions; the same text, the same vector."""

    def __init__(self, settings: IndexSettings, real: Sequence[str]) -> None:
        """Embed the ``real`` questions with the model of ``settings``; at least one."""
        super().__init__(
            settings.model,
            models=settings.models,
            query_prefix=settings.query_prefix,
            passage_prefix=settings.passage_prefix,
        )
        self._real = super().encode_questions(real)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Draw vectors: float32, shape (len(texts), dimensions), rows of length 1."""
        return np.stack([self._drawn(text) for text in texts])

    def _drawn(self, text: str) -> Vectors:
        random = np.random.default_rng(zlib.crc32(text.encode("utf-8", "surrogatepass")))
        near = self._real[random.integers(len(self._real))]
        noise = random.standard_normal(len(near))
        noise *= random.uniform(0, NOISE) / np.linalg.norm(noise)
        vector = near + noise
        drawn: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
        return drawn
