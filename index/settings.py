"""Settings of the index."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from corpus.settings import ROOT, CorpusSettings
from index.address import ServerAddress
from index.disk import DiskPlace
from index.embedder import BUNDLED, Embedder
from index.place import Place


def _server_address(text: str) -> str | None:
    """Check an address; the empty string, as container tools pass it, means none."""
    return str(ServerAddress.parse(text)) if text else None


class IndexSettings(CorpusSettings):
    """Where the index lies, and what embeds.

    Attributes:
        index: Directory of the index; a cache, remade from the corpus at any time.
        chroma: ``http(s)://HOST:PORT`` of a Chroma server that holds the vectors for several
            machines (docs/scale.md); in the index's directory when None.
        models: Directory of converted models; likewise.
        model: ``bundled``, a local sentence-transformers directory, or a hub name.
        query_prefix: Put before questions; the model's own when not set.
        passage_prefix: Put before passages; likewise.
    """

    index: Path = ROOT / "var" / "index"
    chroma: Annotated[str | None, AfterValidator(lambda t: _server_address(t or ""))] = None
    models: Path = ROOT / "var" / "models"
    model: str = BUNDLED
    query_prefix: str | None = None
    passage_prefix: str | None = None

    def place(self) -> Place:
        """Return the place that keeps the index; nothing is opened yet."""
        if self.chroma:
            # Imports Chroma, which the chat on one machine need not wait for.
            from index.served import ServerPlace

            return ServerPlace(self.index, ServerAddress.parse(self.chroma))
        return DiskPlace(self.index)

    def embedder(self) -> Embedder:
        """Return the model these settings describe; nothing is loaded yet."""
        return Embedder(
            self.model,
            models=self.models,
            query_prefix=self.query_prefix,
            passage_prefix=self.passage_prefix,
        )
