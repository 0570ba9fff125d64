"""Open Chroma clients: in one place, since a path opened twice must get the same settings."""

from pathlib import Path

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings

SETTINGS = Settings(anonymized_telemetry=False)


def open_client(path: Path) -> Client:
    """Open a persistent client at ``path`` with telemetry off; close it with ``close()``."""
    # A copy, because the client writes its path into the settings it is given.
    client = chromadb.PersistentClient(path=str(path), settings=SETTINGS.model_copy())
    # The declared type is an interface without close(), which 1.5 added to this class.
    assert isinstance(client, Client)  # noqa: S101  # for types only
    return client
