"""Building an index against the usual loop that embeds one text at a time, in one run."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Corpus
from corpus.bank import Bank
from eval.bench.results import Columns, Spread, spread
from index.build import build_index
from index.embedder import BATCH, Embedder
from index.records import contents_of


@dataclass(frozen=True)
class Built:
    """How long a build takes.

    Attributes:
        texts: How many were embedded.
        build_s: Spread of a whole build's seconds: embedding, Chroma, BM25, the bank, disk.
        batched_s: Spread of the seconds embedding takes in our batches.
        single_s: Spread of the seconds embedding takes one text at a time.
        build_ratio: Median, run by run, of whole build / embedding one at a time.
        embedding_ratio: Likewise of our batches / one at a time.
    """

    texts: int
    build_s: Spread
    batched_s: Spread
    single_s: Spread
    build_ratio: float
    embedding_ratio: float


def measure_build(corpus: Corpus, embedder: Embedder, texts: int, runs: int) -> Built:
    """Build an index of the documents and some bank questions, ``texts`` in all, ``runs`` times.

    Args:
        corpus: The documents.
        embedder: The model.
        texts: Texts to embed; at least as many as the documents have passages and sentences.
        runs: How often; the three ways take turns.
    """
    whole, batched, single = [], [], []
    part = _part(corpus, texts)
    contents = contents_of(part)
    rows = [r for records in contents.collections.values() for r in records if not r.question]
    passages = list(dict.fromkeys(r.embedded for r in rows))  # a build embeds a text once
    questions = list(dict.fromkeys(q.text for q in part.bank.questions))
    embedder.warm_up()
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="quotewell-bench-") as place:
            begun = time.perf_counter()
            build_index(part, embedder, Path(place) / "index")
            whole.append(time.perf_counter() - begun)
        batched.append(_embed(embedder, passages, questions, BATCH))
        single.append(_embed(embedder, passages, questions, 1))
    return Built(
        len(passages) + len(questions),
        spread(whole),
        spread(batched),
        spread(single),
        _ratio(whole, single),
        _ratio(batched, single),
    )


def build_tables(built: Built) -> list[Columns]:
    """Return what ``bench build`` prints."""
    rows = [
        ("whole build", _seconds(built.build_s), f"{built.build_ratio:.2f}"),
        (
            f"embedding, batches of {BATCH}",
            _seconds(built.batched_s),
            f"{built.embedding_ratio:.2f}",
        ),
        ("embedding, one text at a time", _seconds(built.single_s), "1.00"),
    ]
    title = f"Index build, n={built.texts} texts, {built.build_s.n} runs in turn"
    return [Columns(title, ("", "median (greatest), s", "of one at a time"), rows)]


def _part(corpus: Corpus, texts: int) -> Corpus:
    """Return the documents with so many bank questions that there are ``texts`` in all."""
    bare = Corpus(tuple(corpus.values()), corpus.directory, corpus.stamp, Bank())
    records = (r for rows in contents_of(bare).collections.values() for r in rows)
    have = len({record.embedded for record in records})
    questions = corpus.bank.questions
    count = min(max(0, texts - have), len(questions))
    # Spread over the whole bank, so that answered and unanswered ones are among them.
    chosen = tuple(questions[i * len(questions) // count] for i in range(count))
    bank = Bank(chosen, corpus.bank.topics)
    return Corpus(tuple(corpus.values()), corpus.directory, corpus.stamp, bank)


def _embed(
    embedder: Embedder, passages: Sequence[str], questions: Sequence[str], size: int
) -> float:
    begun = time.perf_counter()
    for encode, texts in (
        (embedder.encode_passages, passages),
        (embedder.encode_bank, questions),
    ):
        for first in range(0, len(texts), size):
            encode(texts[first : first + size])
    return time.perf_counter() - begun


def _ratio(first: Sequence[float], second: Sequence[float]) -> float:
    return spread([one / other for one, other in zip(first, second, strict=True)]).median


def _seconds(times: Spread) -> str:
    return f"{times.median:.1f} ({times.greatest:.1f})"
