"""Find passages of two documents that say nearly the same, also in two languages.

Two passages are as near as their sentences: each finds its nearest in the other one, and the
mean of those cosines counts, of whichever passage has the lower. Titles and headings play no
part. Paragraphs in the very same words are :mod:`corpus.lint`'s.

The bounds come from 600 sentences of news in English with their Latvian translations
(NTREX-128), in passages of one, two, three and five consecutive sentences.
"""

from collections.abc import Iterator

import numpy as np

from corpus.document import Document, Span
from corpus.fidelity import differences
from corpus.lint import same_paragraphs
from index.embedder import Embedder, Vectors
from index.finding import Finding
from index.parts import read_vectors, vector_key
from index.passages import Passage
from index.records import SENTENCES, in_language
from index.store import OpenIndex

ALIKE = 0.95
"""Nearness in one language. With every seventh word left out, 95 % of the passages of two and
more sentences were at 0.953 and over; two different ones never over 0.932. Single sentences
overlap: of those, 1 to 5 % have a different one as near as that, mostly the same news."""

TRANSLATED = 0.86
"""Nearness across languages, from two sentences on: 65 % of the translations reach it, and no
other passage (0.858 at most)."""

TRANSLATED_ALONE = 0.90
"""Likewise when one of the two is a single sentence: 8 % reach it, and no other (0.896)."""

CHUNK = 64


def near_duplicates(opened: OpenIndex, embedder: Embedder) -> list[Finding]:
    """Return a line for each two passages of two documents that say nearly the same.

    The nearest come first.
    """
    same = list(same_paragraphs(opened.corpus).values())
    found = [
        (nearness, first, second)
        for nearness, first, second in _near(opened, embedder)
        if not _share_a_paragraph(first, second, same)
    ]
    found.sort(key=lambda one: -one[0])
    return [Finding("near duplicate", _line(first, second)) for _, first, second in found]


def _near(opened: OpenIndex, embedder: Embedder) -> Iterator[tuple[float, Passage, Passage]]:
    """Yield pairs that are near enough, each once."""
    passages = opened.contents.passages
    vectors = _sentence_vectors(opened, embedder)
    counts = np.array([len(passage.sentences) for passage in passages])
    starts = np.concatenate([[0], np.cumsum(counts)])
    documents = np.array([passage.document.id for passage in passages])
    languages = np.array([passage.language for passage in passages])
    for first in range(0, len(passages), CHUNK):
        rows = slice(first, min(first + CHUNK, len(passages)))
        own = starts[rows] - starts[first]
        cosines = vectors[starts[rows.start] : starts[rows.stop]] @ vectors.T
        best = np.maximum.reduceat(cosines, starts[:-1], axis=1)
        there = np.add.reduceat(best, own, axis=0) / counts[rows, None]
        best = np.maximum.reduceat(cosines, own, axis=0)
        back = np.add.reduceat(best, starts[:-1], axis=1) / counts
        nearness = np.minimum(there, back)
        several = (counts[rows, None] > 1) & (counts > 1)
        bar = np.where(several, TRANSLATED, TRANSLATED_ALONE)
        bar[languages[rows, None] == languages] = ALIKE
        near = (nearness >= bar) & (documents[rows, None] != documents)
        for row, other in np.argwhere(near).tolist():
            if other > first + row:
                yield float(nearness[row, other]), passages[first + row], passages[other]


def _sentence_vectors(opened: OpenIndex, embedder: Embedder) -> Vectors:
    """Return the sentences' vectors in the passages' order; shape (sentences, dimensions)."""
    known = read_vectors(opened.version)
    records = {
        record.id: record
        for language in opened.languages
        for record in opened.contents.collections[in_language(SENTENCES, language)]
    }
    return np.stack(
        [
            known[vector_key(embedder, records[f"{passage.id}#{number}"])]
            for passage in opened.contents.passages
            for number in range(len(passage.sentences))
        ]
    )


def _share_a_paragraph(
    first: Passage, second: Passage, same: list[list[tuple[Document, Span]]]
) -> bool:
    """Tell whether both have words of a paragraph that is reported already."""
    return any(
        all(
            any(document is one.document and span.overlap(one.span) for document, span in places)
            for one in (first, second)
        )
        for places in same
    )


def _line(first: Passage, second: Passage) -> str:
    """Say where the two stand, and what differs: between two so near that may be an error."""
    where = " / ".join(
        f"{one.document.id}:{one.span.start} “{one.text[:50]}…”" for one in (first, second)
    )
    facts = differences(first.text, first.language, second.text, second.language)
    but = f", but not the same {', '.join(one.what for one in facts)}" if facts else ""
    return f"nearly the same in two documents{but}; drop one, or keep both in step: {where}"
