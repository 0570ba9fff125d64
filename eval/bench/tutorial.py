"""The usual LangChain pipeline, by itself: what a newcomer builds from the tutorial.

It imports nothing of ours, so that its start is not held back by what it does not use.
``python -m eval.bench.tutorial MODEL QUESTION FILE …`` indexes the files and prints the
three chunks nearest to the question, one line of JSON.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

SHOWN = 3


class PlainEmbeddings(Embeddings):
    """A sentence-transformers model as it comes, without prefixes."""

    def __init__(self, model: Path) -> None:
        """Load the model in a local directory."""
        self._model = SentenceTransformer(str(model), device="cpu", local_files_only=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed chunks."""
        rows = self._model.encode(texts, prompt="", normalize_embeddings=True)
        return [[float(x) for x in row] for row in rows]

    def embed_query(self, text: str) -> list[float]:
        """Embed one question."""
        return self.embed_documents([text])[0]


class Tutorial:
    """Splitter, model and Chroma at the tutorial's settings."""

    def __init__(self, model: Path, texts: Sequence[str]) -> None:
        """Split, embed and store ``texts``."""
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        chunks = splitter.split_documents([Document(page_content=text) for text in texts])
        self.chunks = len(chunks)
        self._store = Chroma.from_documents(chunks, PlainEmbeddings(model))

    def answer(self, question: str) -> list[str]:
        """Return the three nearest chunks."""
        found = self._store.similarity_search(question, k=SHOWN)
        return [chunk.page_content for chunk in found]


def main() -> None:
    """Index, answer once, and print."""
    model, question, *files = sys.argv[1:]
    tutorial = Tutorial(Path(model), [Path(file).read_text(encoding="utf-8") for file in files])
    sys.stdout.write(json.dumps(tutorial.answer(question), ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
