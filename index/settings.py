"""Settings of the index."""

from pathlib import Path

from corpus.settings import ROOT, CorpusSettings
from index.embedder import BUNDLED, Embedder


class IndexSettings(CorpusSettings):
    """Where the index lies, and what embeds.

    Attributes:
        index: Directory of the index; a cache, remade from the corpus at any time.
        models: Directory of converted models; likewise.
        model: ``bundled``, a local sentence-transformers directory, or a hub name.
        query_prefix: Put before questions; the model's own when not set.
        passage_prefix: Put before passages; likewise.
    """

    index: Path = ROOT / "var" / "index"
    models: Path = ROOT / "var" / "models"
    model: str = BUNDLED
    query_prefix: str | None = None
    passage_prefix: str | None = None

    def embedder(self) -> Embedder:
        """Return the model these settings describe; nothing is loaded yet."""
        return Embedder(
            self.model,
            models=self.models,
            query_prefix=self.query_prefix,
            passage_prefix=self.passage_prefix,
        )
