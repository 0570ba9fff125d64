"""Make the index of a corpus current, embedding no text twice."""

from collections.abc import Callable
from pathlib import Path

from corpus import Corpus
from index.disk import as_place
from index.embedder import BATCH, Embedder, Vectors
from index.parts import vector_key
from index.place import Place
from index.records import Contents, contents_of, ingredients

Progress = Callable[[int, int], None]
"""Called with (texts embedded, texts to embed)."""


def build_index(
    corpus: Corpus,
    embedder: Embedder,
    place: Path | Place,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> tuple[Path, int]:
    """Make ``place`` hold a current index of ``corpus``.

    Args:
        corpus: The documents.
        embedder: The model.
        place: Where the index is kept; a directory is made if missing.
        force: Build even if the index in use is current, and embed everything anew.
        progress: Told after every batch.

    Returns:
        The version now in use, and how many texts had to be embedded.

    Raises:
        IndexBusyError: If another process is building here.
        IndexStoreError: If the disk is full or cannot be written, or the server does not answer.
        ModelError: If the model cannot be used or a text is too long for it.
    """
    contents = contents_of(corpus)
    return as_place(place).build(
        contents,
        ingredients(corpus, contents, embedder),
        embedder,
        lambda known: _embed(contents, embedder, known, progress),
        force=force,
    )


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
    for encode, question in ((embedder.encode_passages, False), (embedder.encode_questions, True)):
        keys = [key for key in missing if records[key].question is question]
        for first in range(0, len(keys), BATCH):
            batch = keys[first : first + BATCH]
            made = encode([records[key].embedded for key in batch])
            known.update(zip(batch, made, strict=True))
            done += len(batch)
            if progress:
                progress(done, len(missing))
    return {key: known[key] for key in records}, len(missing)
