"""Build an index of a corpus beside the one in use, and switch to it when it is whole."""

import hashlib
import secrets
import shutil
import tempfile
from pathlib import Path

import numpy as np
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout

from corpus import Corpus
from index import layout
from index.bank_model import BankModel
from index.chroma import open_client
from index.embedder import Embedder, Progress, Vectors, in_batches
from index.errors import IndexBusyError, IndexStoreError
from index.layout import Meta
from index.lexical import LexicalIndex
from index.records import (
    PASSAGES,
    QUESTIONS,
    Contents,
    Record,
    contents_of,
    fingerprint,
    ingredients,
)

LOCK = "build.lock"
VECTORS = "vectors.npz"


def build_index(
    corpus: Corpus,
    embedder: Embedder,
    directory: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> tuple[Path, int]:
    """Make ``directory`` hold a current index of ``corpus``.

    Args:
        corpus: The documents.
        embedder: The model.
        directory: Where the index lies; made if missing.
        force: Build even if the index in use is current, and embed everything anew.
        progress: Told after every batch.

    Returns:
        The version now in use, and how many texts had to be embedded.

    Raises:
        IndexBusyError: If another process is building here.
        IndexStoreError: If the disk is full or cannot be written.
        ModelError: If the model cannot be used or a text is too long for it.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with FileLock(directory / LOCK, timeout=0):
            return _build(corpus, embedder, directory, force=force, progress=progress)
    except Timeout:
        msg = f"Another process is building the index in {directory}. Wait for it, then try again."
        raise IndexBusyError(msg) from None
    except (OSError, ChromaError) as error:
        reason = getattr(error, "strerror", None) or error
        msg = (
            f"The index in {directory} cannot be written ({reason}). "
            "The old one, if any, is still in use."
        )
        raise IndexStoreError(msg) from error


def _build(
    corpus: Corpus,
    embedder: Embedder,
    directory: Path,
    *,
    force: bool,
    progress: Progress | None,
) -> tuple[Path, int]:
    contents = contents_of(corpus)
    parts = ingredients(corpus, contents, embedder)
    mark = fingerprint(parts)
    old = _usable_version(directory)
    if old and not force and layout.read_meta(old).fingerprint == mark:
        return old, 0

    layout.sweep(directory, old)
    (directory / "versions").mkdir(exist_ok=True)
    name = f"{mark[:12]}-{secrets.token_hex(4)}{layout.PARTIAL}"
    partial = directory / "versions" / name
    partial.mkdir()
    try:
        known = {} if force or old is None else read_vectors(old)
        vectors, fresh = _embed(contents, embedder, known, progress)
        np.savez(partial / VECTORS, keys=np.array(list(vectors)), vectors=_stack(vectors))
        _fill_chroma(partial / "chroma", contents, embedder, vectors)
        _fill_lexical(partial / "lexical", contents)
        _fit_bank(partial / "bank", contents, embedder, vectors)
        files = layout.hash_files(partial)
        version = layout.seal(partial, Meta(mark, parts, len(contents.passages), files))
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    layout.switch_to(directory, version)
    layout.sweep(directory, version)
    return version, fresh


def _usable_version(directory: Path) -> Path | None:
    """Return the version in use if its files are whole."""
    try:
        version = layout.current_version(directory)
        layout.check_files(version, layout.read_meta(version))
    except IndexStoreError:
        return None
    return version


def vector_key(embedder: Embedder, record: Record) -> str:
    """Name a record's vector by all that made it."""
    side = "question" if record.question else "passage"
    return hashlib.sha256(f"{embedder.identity}\0{side}\0{record.embedded}".encode()).hexdigest()


def read_vectors(version: Path) -> dict[str, Vectors]:
    """Return the vectors of a version by their keys."""
    with np.load(version / VECTORS, allow_pickle=False) as stored:
        return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))


def _embed(
    contents: Contents,
    embedder: Embedder,
    known: dict[str, Vectors],
    progress: Progress | None,
) -> tuple[dict[str, Vectors], int]:
    """Return a vector for each record's key, embedding only the texts not seen before."""
    records = {vector_key(embedder, r): r for rows in contents.collections.values() for r in rows}
    missing = [key for key in records if key not in known]
    known, done = dict(known), 0

    def tell(count: int, _: int) -> None:
        if progress:
            progress(done + count, len(missing))

    for encode, question in ((embedder.encode_passages, False), (embedder.encode_bank, True)):
        keys = [key for key in missing if records[key].question is question]
        if keys:
            made = in_batches(encode, [records[key].embedded for key in keys], tell)
            known.update(zip(keys, made, strict=True))
            done += len(keys)
    return {key: known[key] for key in records}, len(missing)


def _stack(vectors: dict[str, Vectors]) -> Vectors:
    return np.stack(list(vectors.values()))


def _fill_chroma(
    path: Path, contents: Contents, embedder: Embedder, vectors: dict[str, Vectors]
) -> None:
    # Chroma writes to its files whenever it likes, so it works in a directory of its own
    # and the result is copied when Chroma has let go of it. The directory stands beside the
    # version and is named like it, so that the next builder sweeps it if this one is killed.
    versions = path.parent.parent
    with tempfile.TemporaryDirectory(suffix=layout.PARTIAL, dir=versions) as work:
        client = open_client(Path(work))
        try:
            size = client.get_max_batch_size()
            for name, records in contents.collections.items():
                collection = client.create_collection(
                    name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
                )
                for first in range(0, len(records), size):
                    batch = records[first : first + size]
                    collection.add(
                        ids=[record.id for record in batch],
                        embeddings=[
                            vectors[vector_key(embedder, record)].tolist() for record in batch
                        ],
                        documents=[record.text for record in batch],
                        metadatas=[dict(record.metadata) for record in batch],
                    )
        finally:
            client.close()
        shutil.copytree(work, path)


def _fill_lexical(path: Path, contents: Contents) -> None:
    texts: dict[str, list[str]] = {}
    for passage, record in zip(contents.passages, contents.collections[PASSAGES], strict=True):
        texts.setdefault(passage.language, []).append(record.embedded)
    for language, group in texts.items():
        LexicalIndex.build(group, language).save(path / language)


def _fit_bank(
    path: Path, contents: Contents, embedder: Embedder, vectors: dict[str, Vectors]
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
