"""Turn texts into vectors, through sentence-transformers.

The class is also LangChain's ``Embeddings``, so any LangChain vector store can use it.
Prefixes are set explicitly and vectors are normalised; a passage over the model's token
limit is an error, because sentence-transformers would cut it silently. The bundled model
has a quicker way for the few questions of a visitor (:mod:`index.question_engine`).
"""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.bundled import (
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    arithmetic,
    bundled_identity,
    bundled_model,
)
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.question_engine import QuestionEngine

BUNDLED = "bundled"
BATCH = 32
"""Texts embedded at once; larger batches were no faster on two cores."""

FEW = 4
"""Fewer texts than this are embedded on one thread."""

Vectors = NDArray[np.float32]

Progress = Callable[[int, int], None]
"""Called with (texts embedded, texts to embed)."""


class Embedder(Embeddings):
    """A sentence-transformers model with its prefixes, loaded when first used.

    Attributes:
        model: ``bundled``, a local directory, or a hub name the operator chose.
        query_prefix: Put before every question.
        passage_prefix: Put before every passage.
    """

    def __init__(
        self,
        model: str = BUNDLED,
        *,
        models: Path,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
    ) -> None:
        """Describe the model; nothing is read yet.

        Args:
            model: See the class.
            models: Directory for converted models.
            query_prefix: Overrides the model's own; the empty string means none.
            passage_prefix: Likewise for passages.
        """
        self.model = model
        self._models = models
        own = (QUERY_PREFIX, PASSAGE_PREFIX) if model == BUNDLED else ("", "")
        self.query_prefix = own[0] if query_prefix is None else query_prefix
        self.passage_prefix = own[1] if passage_prefix is None else passage_prefix
        self._loading = threading.Lock()
        self._loaded: SentenceTransformer | None = None
        self._engine: QuestionEngine | None = None

    @cached_property
    def identity(self) -> str:
        """Tell this model, its prefixes and its runtime from any other, without loading it."""
        if self.model == BUNDLED:
            source = bundled_identity()
        elif Path(self.model).is_dir():
            source = f"directory-{_directory_hash(Path(self.model))}"
        else:
            source = f"hub-{self.model}"
        runtime = f"sentence-transformers-{version('sentence-transformers')}"
        return f"{source}|{self.query_prefix!r}|{self.passage_prefix!r}|{runtime}"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages: float32, shape (len(texts), dimensions), rows of length 1.

        Raises:
            ModelError: If a text with its prefix is longer than the model takes.
        """
        model = self._load()
        self._refuse_long(texts)
        return self._encode(model, texts, self.passage_prefix)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Embed a visitor's questions: float32, shape (len(texts), dimensions), rows of length 1.

        A question over the limit is cut; its length in characters is bounded before.

        Raises:
            ModelError: If the model cannot be used.
        """
        if self.model != BUNDLED:
            return self.encode_bank(texts)
        with self._loading:
            if self._engine is None:
                from index.question_engine import question_engine

                self._engine = question_engine(self._models)
        return self._engine.encode([self.query_prefix + text for text in texts])

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        """Embed many questions: as :meth:`encode_questions`, to a cosine of 0.9999.

        For the bundled model that is more than twice as quick for many, but PyTorch takes
        seconds to load.
        """
        return self._encode(self._load(), texts, self.query_prefix)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages, as LangChain asks for them."""
        return [[float(x) for x in row] for row in self.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Embed one question, as LangChain asks for it."""
        return [float(x) for x in self.encode_questions([text])[0]]

    @cached_property
    def dimensions(self) -> int:
        """Length of a vector. Loads the model."""
        return int(self._load().get_embedding_dimension() or 0)

    def warm_up(self) -> None:
        """Load what questions need and run it once, so that the first visitor does not wait."""
        self.encode_questions(["?"])

    def _encode(self, model: "SentenceTransformer", texts: Sequence[str], prefix: str) -> Vectors:
        import torch

        # One text on several threads waits at each layer for the slowest: 38 ms at best on
        # two cores, but 950 ms beside two busy neighbours, against 30 ms either way on one
        # (medians of 15). Batches gain: 119 texts a second against 70.
        torch.set_num_threads(1 if len(texts) < FEW else os.cpu_count() or 1)
        vectors = model.encode(
            [prefix + text for text in texts],
            prompt="",
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        rows: Vectors = np.asarray(vectors, np.float32).reshape(len(texts), self.dimensions)
        # A model that calculates in 16 bits leaves lengths a little off 1.
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return rows

    def too_long(self, texts: Sequence[str]) -> list[tuple[int, int]]:
        """Return which passages are over the model's limit: (number in ``texts``, tokens).

        The prefix counts. Loads the model.

        Raises:
            ModelError: If the model cannot be used.
        """
        model = self._load()
        limit = self.token_limit
        found = []
        for number, text in enumerate(texts):
            # A token is at least one byte, so most texts need no counting.
            if limit is None or len(text.encode()) + len(self.passage_prefix) + 2 <= limit:
                continue
            tokens = len(model.tokenizer(self.passage_prefix + text, verbose=False)["input_ids"])
            if tokens > limit:
                found.append((number, tokens))
        return found

    @property
    def token_limit(self) -> int | None:
        """Tokens of a text that the model reads; None if there is no limit. Loads the model."""
        limit = self._load().max_seq_length
        return int(limit) if limit and limit != float("inf") else None

    def _refuse_long(self, texts: Sequence[str]) -> None:
        for number, tokens in self.too_long(texts):
            msg = (
                f"A text of {tokens} tokens is over the model's limit of {self.token_limit}: "
                f"“{texts[number][:60]}…”. Break that paragraph or sentence of the document up, "
                "or name a model that takes longer texts."
            )
            raise ModelError(msg)

    def _load(self) -> "SentenceTransformer":
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load_model()
            return self._loaded

    def _load_model(self) -> "SentenceTransformer":
        local = self.model == BUNDLED or Path(self.model).is_dir()
        if local:
            # Set before the import that reads them: a local model needs no network.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
            os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        path, options = self.model, {}
        if self.model == BUNDLED:
            path, options = str(bundled_model(self._models)), {"dtype": arithmetic()}
        try:
            return SentenceTransformer(
                path, device="cpu", local_files_only=local, model_kwargs=options
            )
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            msg = (
                f"The embedding model {self.model!r} cannot be loaded ({reason}). Name "
                f"{BUNDLED!r}, a sentence-transformers directory, or a hub name this machine "
                "can reach."
            )
            raise ModelError(msg) from error


def in_batches(
    encode: Callable[[Sequence[str]], Vectors],
    texts: Sequence[str],
    progress: Progress | None = None,
) -> Vectors:
    """Embed many texts: float32, shape (len(texts), dimensions); ``texts`` is not empty.

    Texts of like length go together, because a batch is as slow as its longest: 182 short
    messages a second on two cores against 107 in any order.

    Args:
        encode: Embeds a batch.
        texts: What to embed.
        progress: Told after every batch.
    """
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    made = []
    for first in range(0, len(order), BATCH):
        made.append(encode([texts[number] for number in order[first : first + BATCH]]))
        if progress:
            progress(min(first + BATCH, len(order)), len(order))
    rows = np.concatenate(made)
    vectors = np.empty_like(rows)
    vectors[order] = rows
    return vectors


def _directory_hash(directory: Path) -> str:
    """Hash a model directory: small files by content, weights by size and time of change.

    Weights are hundreds of megabytes; reading them at every start would double it.
    """
    digest = hashlib.sha256()
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        status = path.stat()
        digest.update(str(path.relative_to(directory)).encode())
        if status.st_size < 1_000_000:
            digest.update(path.read_bytes())
        else:
            digest.update(f"{status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]
