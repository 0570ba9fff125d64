"""Write a version's records into a Chroma directory of its own."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from chromadb.api.client import Client
from chromadb.errors import ChromaError

from index.chroma import EF_SEARCH, open_client
from index.embedder import Embedder, Vectors
from index.layout import PARTIAL
from index.parts import vector_key
from index.records import Contents


def fill_chroma(
    path: Path, contents: Contents, embedder: Embedder, vectors: Mapping[str, Vectors]
) -> None:
    """Write every record and its vector to a Chroma directory, which must not exist yet.

    Raises:
        OSError: If it cannot be written, whoever noticed.
    """
    # Chroma writes to its files whenever it likes, so it works in a directory of its own
    # and the result is copied when Chroma has let go of it. The directory stands beside the
    # version and is named like it, so that the next builder sweeps it if this one is killed.
    versions = path.parent.parent
    with tempfile.TemporaryDirectory(suffix=PARTIAL, dir=versions) as work:
        try:
            client = open_client(Path(work))
            try:
                _add(client, contents, embedder, vectors)
            finally:
                client.close()
        except ChromaError as error:
            raise OSError(str(error)) from error
        shutil.copytree(work, path)


def _add(
    client: Client, contents: Contents, embedder: Embedder, vectors: Mapping[str, Vectors]
) -> None:
    size = client.get_max_batch_size()
    for name, records in contents.collections.items():
        collection = client.create_collection(
            name,
            configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
            embedding_function=None,
        )
        for first in range(0, len(records), size):
            batch = records[first : first + size]
            collection.add(
                ids=[record.id for record in batch],
                embeddings=[vectors[vector_key(embedder, record)].tolist() for record in batch],
                documents=[record.text for record in batch],
                metadatas=[dict(record.metadata) for record in batch],
            )
