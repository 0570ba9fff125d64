"""The parts of a version that are not in Chroma: its vectors, words and fitted bank.

They are made from the documents and the records' vectors alone, so a machine that can fetch
the vectors makes them without embedding anything.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np

from index.bank_model import FIT, BankModel
from index.embedder import Embedder, Vectors
from index.lexical import LexicalIndex
from index.records import PASSAGES, QUESTIONS, Contents, Record

VECTORS = "vectors.npz"

MARK = "made-of.sha256"
"""File of the fitted bank with the hash of all that it was made of."""

Embed = Callable[[dict[str, Vectors]], tuple[dict[str, Vectors], int]]
"""Given the vectors known by their keys, returns those of all records and how many are new."""


def vector_key(embedder: Embedder, record: Record) -> str:
    """Name a record's vector by all that made it."""
    side = "question" if record.question else "passage"
    return hashlib.sha256(f"{embedder.identity}\0{side}\0{record.embedded}".encode()).hexdigest()


def read_vectors(directory: Path) -> dict[str, Vectors]:
    """Return the vectors of the version in ``directory`` by their keys."""
    with np.load(directory / VECTORS, allow_pickle=False) as stored:
        return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))


def write_parts(
    directory: Path,
    contents: Contents,
    embedder: Embedder,
    vectors: Mapping[str, Vectors],
    old: Path | None = None,
) -> None:
    """Write a version's vectors, lexical indexes and fitted bank into ``directory``.

    Args:
        directory: The version, not sealed yet.
        contents: What the index holds.
        embedder: The model, which is not loaded for this.
        vectors: By their keys, one for each record.
        old: A whole version; the same bank is not fitted again.
    """
    stacked = np.stack(list(vectors.values()))
    np.savez(directory / VECTORS, keys=np.array(list(vectors)), vectors=stacked)
    _fill_lexical(directory / "lexical", contents)
    _fit_bank(directory / "bank", contents, embedder, vectors, old)


def _fill_lexical(path: Path, contents: Contents) -> None:
    texts: dict[str, list[str]] = {}
    for passage, record in zip(contents.passages, contents.collections[PASSAGES], strict=True):
        texts.setdefault(passage.language, []).append(record.embedded)
    for language, group in texts.items():
        LexicalIndex.build(group, language).save(path / language)


def _fit_bank(
    path: Path,
    contents: Contents,
    embedder: Embedder,
    vectors: Mapping[str, Vectors],
    old: Path | None,
) -> None:
    questions = contents.collections[QUESTIONS]
    if not questions:
        return
    texts, keys = zip(*((r.text, vector_key(embedder, r)) for r in questions), strict=True)
    # All that a fit is made of: documents come and go, and no minute is spent on fitting anew.
    made_of = (FIT, version("scikit-learn"), texts, keys, contents.answering)
    mark = hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()
    fitted = old / "bank" if old else None
    model = None
    if fitted and (fitted / MARK).is_file() and (fitted / MARK).read_text("ascii") == mark:
        model = BankModel.load(fitted, len(contents.passages))
    if model is None:
        stacked = np.stack([vectors[key] for key in keys])
        answering = np.array(contents.answering)
        model = BankModel.fit(texts, stacked, answering, len(contents.passages))
    model.save(path)
    (path / MARK).write_text(mark, encoding="ascii")
