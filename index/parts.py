"""The parts of a version that are not in Chroma: its vectors, words and fitted bank.

They are made from the documents and the records' vectors alone, so a machine that can fetch
the vectors makes them without embedding anything.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from index.bank_model import BankModel
from index.embedder import Embedder, Vectors
from index.lexical import LexicalIndex
from index.records import PASSAGES, QUESTIONS, Contents, Record

VECTORS = "vectors.npz"

Embed = Callable[[dict[str, Vectors]], tuple[dict[str, Vectors], int]]
"""Given the vectors known by their keys, returns those of all records and how many are new."""


def vector_key(embedder: Embedder, record: Record) -> str:
    """Name a record's vector by all that made it."""
    side = "question" if record.question else "passage"
    return hashlib.sha256(f"{embedder.identity}\0{side}\0{record.embedded}".encode()).hexdigest()


def read_vectors(version: Path) -> dict[str, Vectors]:
    """Return the vectors of a version by their keys."""
    with np.load(version / VECTORS, allow_pickle=False) as stored:
        return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))


def write_parts(
    directory: Path, contents: Contents, embedder: Embedder, vectors: Mapping[str, Vectors]
) -> None:
    """Write a version's vectors, lexical indexes and fitted bank into ``directory``.

    Args:
        directory: The version, not sealed yet.
        contents: What the index holds.
        embedder: The model, which is not loaded for this.
        vectors: By their keys, one for each record.
    """
    stacked = np.stack(list(vectors.values()))
    np.savez(directory / VECTORS, keys=np.array(list(vectors)), vectors=stacked)
    _fill_lexical(directory / "lexical", contents)
    _fit_bank(directory / "bank", contents, embedder, vectors)


def _fill_lexical(path: Path, contents: Contents) -> None:
    texts: dict[str, list[str]] = {}
    for passage, record in zip(contents.passages, contents.collections[PASSAGES], strict=True):
        texts.setdefault(passage.language, []).append(record.embedded)
    for language, group in texts.items():
        LexicalIndex.build(group, language).save(path / language)


def _fit_bank(
    path: Path, contents: Contents, embedder: Embedder, vectors: Mapping[str, Vectors]
) -> None:
    questions = contents.collections[QUESTIONS]
    if not questions:
        return
    BankModel.fit(
        [record.text for record in questions],
        np.stack([vectors[vector_key(embedder, record)] for record in questions]),
        np.array(contents.answering),
        len(contents.passages),
    ).save(path)
