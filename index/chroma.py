"""Make Chroma clients: in one place, so that all get the same settings and no telemetry."""

from pathlib import Path

import chromadb
import httpx
from chromadb.api.client import Client
from chromadb.api.fastapi import FastAPI
from chromadb.auth import UserIdentity
from chromadb.config import Settings

from index.address import ServerAddress

SETTINGS = Settings(anonymized_telemetry=False)

EF_SEARCH = 200
"""Neighbours HNSW keeps in view while it searches. Of the 50 truly nearest among 20,000 it finds
99.7 % (with Chroma's default 100: 98.8 %), in 2.9 ms instead of 2.4; the first ten always."""

CONNECT_SECONDS = 3.0
"""How long a server may take to accept a connection."""

READ_SECONDS = 10.0
"""How long it may be silent in the middle of an answer. A question takes some 20 ms; the
longest thing asked for, to write a batch of vectors, half a second on a slow machine."""

_LIMITS = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)


def open_client(path: Path) -> Client:
    """Open a persistent client at ``path``; close it with ``close()``."""
    # A copy, because the client writes its path into the settings it is given.
    client = chromadb.PersistentClient(path=str(path), settings=SETTINGS.model_copy())
    # The declared type is an interface without close(), which 1.5 added to this class.
    assert isinstance(client, Client)  # noqa: S101  # for types only
    return client


def connect(address: ServerAddress) -> Client:
    """Connect to a Chroma server; close the client with ``close()``.

    Raises whatever Chroma and httpx raise; :mod:`index.server` gives those their names.
    """
    settings = SETTINGS.model_copy(
        update={
            "chroma_api_impl": "chromadb.api.fastapi.FastAPI",
            "chroma_server_host": address.host,
            "chroma_server_http_port": address.port,
            "chroma_server_ssl_enabled": address.scheme == "https",
        }
    )
    return _ServerClient(settings=settings)


class _ServerClient(Client):
    """A client that never waits for ever: Chroma's own sets no time limit at all."""

    def get_user_identity(self) -> UserIdentity:
        _session(self).timeout = _LIMITS  # the constructor asks this first
        return self._server.get_user_identity()

    def _validate_tenant_database(self, tenant: str, database: str) -> None:
        _session(self._admin_client).timeout = _LIMITS  # and this next, on a connection apart
        super()._validate_tenant_database(tenant, database)

    def close(self) -> None:
        if not self._closed:  # Chroma leaves the connections to the garbage collector
            _session(self).close()
            _session(self._admin_client).close()
        super().close()


def _session(client: object) -> httpx.Client:
    server = getattr(client, "_server", None)
    assert isinstance(server, FastAPI)  # noqa: S101 - as the settings demand
    return server._session
