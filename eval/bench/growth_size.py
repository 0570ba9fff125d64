"""One size of ``bench growth``, in a process of its own: build, or open and ask.

``python -m eval.bench.growth_size build DIR PASSAGES REAL`` and ``… ask DIR QUESTIONS`` each
print one line of JSON.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bot.hybrid_retrieval import HybridRetriever
from bot.question import Question
from corpus import load_corpus
from eval.bench.synthetic import PER_TOPIC, SEED, Geometry, SyntheticEmbedder, write_synthetic
from index.build import build_index
from index.passages import split_passages
from index.records import PASSAGES, SENTENCES, in_language
from index.settings import IndexSettings
from index.store import OpenIndex

PARTS = ("nearest_passages", "nearest_sentences", "lexical_scores")
QUESTION_WORDS = 8
WARM_UP = 5


class Timed:
    """An open index that adds up how long its searches take.

    Attributes:
        seconds: By the search's name, since the last :meth:`reset`.
    """

    def __init__(self, index: OpenIndex) -> None:
        """Watch ``index``."""
        self._index = index
        self._adding = threading.Lock()
        self.seconds: dict[str, float] = {}
        self.reset()

    def reset(self) -> None:
        """Begin to count anew."""
        self.seconds = dict.fromkeys(PARTS, 0.0)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the index has
        """Pass everything on; searches with a watch in hand."""
        found = getattr(self._index, name)
        return self._watched(name, found) if name in PARTS else found

    def _watched(self, name: str, search: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object) -> object:
            begun = time.perf_counter()
            try:
                return search(*arguments)
            finally:
                took = time.perf_counter() - begun
                # Languages are searched at the same time.
                with self._adding:
                    self.seconds[name] += took

        return timed


def build(directory: Path, passages: int, real: int) -> dict[str, Any]:
    """Write a corpus of ``passages`` to ``directory`` and build its index."""
    settings = IndexSettings()
    corpus = load_corpus(
        write_synthetic(load_corpus(settings.corpus), directory / "corpus", passages)
    )
    texts = [p.embedded_text() for d in corpus.values() for p in split_passages(d)]
    chosen = texts[:: max(1, len(texts) // real)][:real]
    vectors = settings.embedder().encode_passages(chosen)
    geometry = Geometry.of(vectors)
    np.savez(
        directory / "drawn.npz",
        centre=geometry.centre,
        vectors=vectors,
        texts=np.array(chosen),
        numbers=np.array([geometry.common, geometry.near, max(8, passages // PER_TOPIC)]),
    )
    embedder = _embedder(directory)
    begun = time.perf_counter()
    version, _ = build_index(corpus, embedder, directory / "index")
    took = time.perf_counter() - begun
    disk = sum(path.stat().st_size for path in version.rglob("*") if path.is_file())
    return {"build_s": took, "disk_mb": disk / 2**20, "real": len(chosen)}


def ask(directory: Path, questions: int) -> dict[str, Any]:
    """Open the index in ``directory`` and retrieve for ``questions`` questions."""
    corpus, embedder = load_corpus(directory / "corpus"), _embedder(directory)
    begun = time.perf_counter()
    index = OpenIndex(corpus, embedder, directory / "index")
    opened = time.perf_counter() - begun
    timed = Timed(index)
    # The proxy has all an index has, which no type can say.
    retriever = HybridRetriever(timed, frozenset(corpus))  # type: ignore[arg-type]
    random = np.random.default_rng(SEED)
    passages = index.contents.passages
    whole: list[float] = []
    parts: dict[str, list[float]] = {name: [] for name in PARTS}
    for number in range(questions + WARM_UP):
        passage = passages[int(random.integers(len(passages)))]
        words = passage.text.split()
        start = int(random.integers(max(1, len(words) - QUESTION_WORDS)))
        question = Question(" ".join(words[start : start + QUESTION_WORDS]), passage.language)
        # Near the passage, as a question that it answers is.
        vector = embedder.encode_passages([passage.embedded_text()])[0]
        vector = vector + random.standard_normal(len(vector)).astype(np.float32) * 0.02
        vector /= np.linalg.norm(vector)
        timed.reset()
        begun = time.perf_counter()
        retriever.retrieve(question, vector)
        took = time.perf_counter() - begun
        if number >= WARM_UP:
            whole.append(took)
            for name in PARTS:
                parts[name].append(timed.seconds[name])
    counts = {
        kind: sum(
            len(index.contents.collections[in_language(kind, one)]) for one in index.languages
        )
        for kind in (PASSAGES, SENTENCES)
    }
    index.close()
    return {"open_s": opened, "retrieve_s": whole, "parts_s": parts, **counts}


def _embedder(directory: Path) -> SyntheticEmbedder:
    with np.load(directory / "drawn.npz", allow_pickle=False) as stored:
        common, near, topics = stored["numbers"].tolist()
        real = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
        return SyntheticEmbedder(Geometry(stored["centre"], common, near), int(topics), real)


def main() -> None:
    """Do one step and print what it found."""
    step, directory, *numbers = sys.argv[1:]
    place = Path(directory)
    found = (
        build(place, int(numbers[0]), int(numbers[1]))
        if step == "build"
        else ask(place, int(numbers[0]))
    )
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    # The parent reads the peak of memory before it lets this process end.
    sys.stdin.readline()


if __name__ == "__main__":
    main()
