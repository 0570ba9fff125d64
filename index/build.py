"""Make the index of a corpus current, embedding no text twice."""

from pathlib import Path

from corpus import Corpus
from index.disk import as_place
from index.embedder import Embedder, Progress, Vectors, in_batches
from index.parts import vector_key
from index.place import Place
from index.records import Contents, contents_of, ingredients


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
