"""The sentences an index holds, whatever became of the documents since it was built."""

from collections.abc import Mapping

from chromadb.api.models.Collection import Collection

PAGE = 1000
"""Rows read at once."""


def stored_sentences(collection: Collection) -> Mapping[str, tuple[str, ...]]:
    """Return, by document id, the sentences in ``collection`` in reading order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for first in range(0, collection.count(), PAGE):
        got = collection.get(limit=PAGE, offset=first, include=["documents", "metadatas"])
        for text, row in zip(got["documents"] or [], got["metadatas"] or [], strict=True):
            found.setdefault(str(row["document"]), []).append((int(str(row["start"])), text))
    return {name: tuple(text for _, text in sorted(rows)) for name, rows in found.items()}
