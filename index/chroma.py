"""Open Chroma clients: in one place, since a path opened twice must get the same settings."""

from pathlib import Path

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings


def open_client(path: Path) -> Client:
    """Open a persistent client at ``path`` with telemetry off; close it with ``close()``."""
    client = chromadb.PersistentClient(
        path=str(path), settings=Settings(anonymized_telemetry=False)
    )
    # The declared type is an interface without close(), which 1.5 added to this class.
    assert isinstance(client, Client)  # noqa: S101
    return client
