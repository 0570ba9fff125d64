"""The sentences an index holds, whatever became of the documents since it was built."""

from collections.abc import Mapping

from chromadb.api.client import Client

from index.records import SENTENCES

PAGE = 1000
"""Rows read at once."""


def stored_sentences(client: Client, names: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return, by document id, the sentences of a version in reading order.

    Args:
        client: Holds the version's collections.
        names: What Chroma calls each of them.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    # Every language has a collection of its own.
    for name in (name for kind, name in names.items() if kind.startswith(SENTENCES)):
        collection = client.get_collection(name, embedding_function=None)
        for first in range(0, collection.count(), PAGE):
            got = collection.get(limit=PAGE, offset=first, include=["documents", "metadatas"])
            for text, row in zip(got["documents"] or [], got["metadatas"] or [], strict=True):
                found.setdefault(str(row["document"]), []).append((int(str(row["start"])), text))
    return {name: tuple(text for _, text in sorted(rows)) for name, rows in found.items()}
