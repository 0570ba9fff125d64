"""Find passages that no question brings up, and those no index can hold.

Each passage is asked with what is known to be its own, less the very thing asked, since that would
always find itself. Covered by the bank: with its bank questions, each compared with all the
others. Otherwise: with its sentences, compared with the vectors and words of whole passages.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from corpus import Corpus
from index.bank_model import NEIGHBOURS
from index.embedder import Embedder
from index.finding import Finding
from index.parts import read_vectors, vector_key
from index.passages import Passage
from index.records import PASSAGES, SENTENCES, contents_of, in_language
from index.store import OpenIndex

SHOWN = 3
"""A passage must be among so many to be shown: the bot gives three quotes at most."""

CHUNK = 256
LEXICAL = 200
"""Passages looked at by their words, as the bot does (bot/hybrid_retrieval.py)."""


def overlong(corpus: Corpus, embedder: Embedder) -> list[Finding]:
    """Return a line for each passage the model would cut off; such an index is never built.

    Raises:
        ModelError: If the model cannot be loaded.
    """
    passages = contents_of(corpus).passages
    return [
        Finding(
            "over-long",
            f"{passages[number].document.id}:{passages[number].span.start}: {tokens} tokens with "
            f"title and heading, over the model's {embedder.token_limit}; break that sentence or "
            "paragraph up. Until then nothing is compared by likeness: "
            f"“{passages[number].text[:50]}…”",
        )
        for number, tokens in embedder.too_long([one.embedded_text() for one in passages])
    ]


def unreachable(opened: OpenIndex, embedder: Embedder) -> list[Finding]:
    """Return a line for each passage that is never among the first three."""
    covered = {q.document for q in opened.corpus.bank.questions if q.answered}
    found = [*_in_bank(opened, covered), *_by_words(opened, embedder, covered)]
    return [
        Finding("unreachable", f"{one.document.id}:{one.span.start}: {why}: “{one.text[:50]}…”")
        for one, why in found
    ]


def _in_bank(opened: OpenIndex, covered: set[str | None]) -> Iterator[tuple[Passage, str]]:
    answering = np.array(opened.contents.answering)
    reached = _reached(opened, answering)
    for number, passage in enumerate(opened.contents.passages):
        if passage.document.id not in covered:
            continue
        count = int((answering == number).sum())
        if not count and _asked_about(opened.corpus, passage):
            yield passage, "no bank question leads to this part of its paragraph; add some"
        # A single question cannot be left out; its paragraph is reported for having so few.
        elif count > 1 and number not in reached:
            yield (
                passage,
                f"each of its {count} bank questions is nearer to those of {SHOWN} or more other "
                "passages than to its own others; check their anchors, or add more alike",
            )


def _asked_about(corpus: Corpus, passage: Passage) -> bool:
    """Tell whether its paragraph has bank questions; if not, that is reported already."""
    spans = [p.span for p in passage.document.paragraphs() if p.span.overlap(passage.span)]
    return any(
        q.document == passage.document.id and q.anchor and q.anchor.overlap(span)
        for q in corpus.bank.questions
        for span in spans
    )


def _reached(opened: OpenIndex, answering: NDArray[np.int64]) -> set[int]:
    """Return the passages that one of their own questions, left out, brings up."""
    if opened.bank is None:
        return set()
    members = {int(n): np.flatnonzero(answering == n) for n in np.unique(answering[answering >= 0])}
    numbers = np.array(list(members))
    asked, reached = np.flatnonzero(answering >= 0), set()
    for first in range(0, len(asked), CHUNK):
        rows = asked[first : first + CHUNK]
        similarity = opened.bank.among(rows)
        similarity[np.arange(len(rows)), rows] = np.nan
        near = np.stack([_mean_of_best(similarity[:, those]) for those in members.values()], 1)
        own = near[np.arange(len(rows)), np.searchsorted(numbers, answering[rows])]
        better = (near > own[:, None]).sum(1)
        reached |= set(answering[rows[(better < SHOWN) & ~np.isnan(own)]].tolist())
    return reached


def _mean_of_best(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each row's mean of its best, without what is not a number; NaN if all is not."""
    best = -np.sort(-values, axis=1)[:, :NEIGHBOURS]  # sorting puts NaN last
    count = (~np.isnan(best)).sum(1)
    mean: NDArray[np.float32] = np.nansum(best, axis=1) / np.where(count, count, np.nan)
    return mean


def _by_words(
    opened: OpenIndex, embedder: Embedder, covered: set[str | None]
) -> Iterator[tuple[Passage, str]]:
    known, contents = read_vectors(opened.version), opened.contents
    for language in opened.languages:
        passages = [
            record
            for record in contents.collections[in_language(PASSAGES, language)]
            if record.metadata["document"] not in covered
        ]
        if len(passages) <= SHOWN:
            continue
        numbers = {record.id: number for number, record in enumerate(passages)}
        sentences = [
            record
            for record in contents.collections[in_language(SENTENCES, language)]
            if record.metadata["passage"] in numbers
        ]
        whole = np.stack([known[vector_key(embedder, record)] for record in passages])
        reached: set[str] = set()
        for record in sentences:
            owner = str(record.metadata["passage"])
            if owner in reached:
                continue
            cosines = whole @ known[vector_key(embedder, record)]
            by_vector = int((cosines > cosines[numbers[owner]]).sum())
            if by_vector < SHOWN or _by_lexical(opened, record.text, owner, numbers) < SHOWN:
                reached.add(owner)
        for record in passages:
            if record.id not in reached:
                yield (
                    contents.by_id[record.id],
                    f"none of its own sentences brings it among the first {SHOWN}; give it bank "
                    "questions, or drop it if others say the same",
                )


def _by_lexical(opened: OpenIndex, text: str, owner: str, numbers: dict[str, int]) -> int:
    """Count the passages that share more words with ``text`` than ``owner`` does."""
    scores = opened.lexical_scores(text, opened.contents.by_id[owner].language, LEXICAL)
    if owner not in scores:
        return LEXICAL
    return sum(score > scores[owner] for one, score in scores.items() if one in numbers)
