"""Where gold quotes lie in a corpus, and which passages hold them.

Everything is told by offsets, never by comparing words: a sentence that also stands in a
page's clutter must not pass for the one in its content.
"""

from bisect import bisect_right
from functools import cached_property, lru_cache

from corpus import Corpus, Document, Span
from index.passages import Passage, split_passages

ENOUGH = 0.6
"""A text holds a gold quote when it has at least this share of the quote's characters."""


class Reference:
    """A corpus as the judge sees it.

    Attributes:
        corpus: The documents.
    """

    def __init__(self, corpus: Corpus) -> None:
        """Look at ``corpus``; documents are cut into passages when first asked about."""
        self.corpus = corpus
        self.spans = lru_cache(maxsize=None)(self._spans)
        self.relevant = lru_cache(maxsize=None)(self._relevant)

    def quotable(self, document_id: str, span: Span) -> bool:
        """Tell whether ``span`` holds section content only: no heading, no clutter."""
        paragraphs = self._paragraphs[document_id]
        text = self.corpus[document_id].text
        at = bisect_right(paragraphs, span.start, key=lambda one: one.start) - 1
        if at < 0 or span.start >= paragraphs[at].end:
            return False
        while span.end > paragraphs[at].end:
            if at + 1 == len(paragraphs):
                return False
            gap = text[paragraphs[at].end : min(paragraphs[at + 1].start, span.end)]
            if gap.strip() or span.end <= paragraphs[at + 1].start:
                return False
            at += 1
        return True

    def _spans(self, document_id: str, quote: str | None) -> tuple[Span, ...]:
        """Return every quotable place of ``quote``; all content when it is None."""
        document = self.corpus[document_id]
        if quote is None:
            paragraphs = self._paragraphs[document_id]
            return (Span(paragraphs[0].start, paragraphs[-1].end),)
        return tuple(s for s in occurrences(document, quote) if self.quotable(document_id, s))

    def _relevant(self, document_id: str, quote: str | None) -> frozenset[str]:
        """Return the ids of the passages that hold ``quote``; all of them when it is None.

        A quote that is spread over passages, so that none holds enough of it, belongs to
        the one that holds most.
        """
        passages = self._passages[document_id]
        if quote is None:
            return frozenset(passage.id for passage in passages)
        found: set[str] = set()
        for span in self.spans(document_id, quote):
            shares = {passage.id: passage.span.overlap(span) for passage in passages}
            most = max(shares.values())
            need = min(ENOUGH * (span.end - span.start), most)
            found |= {name for name, share in shares.items() if share >= need > 0}
        return frozenset(found)

    @cached_property
    def _paragraphs(self) -> dict[str, list[Span]]:
        return {d.id: [p.span for p in d.paragraphs()] for d in self.corpus.values()}

    @cached_property
    def _passages(self) -> dict[str, tuple[Passage, ...]]:
        return {d.id: split_passages(d) for d in self.corpus.values()}


def occurrences(document: Document, quote: str) -> list[Span]:
    """Return every place of ``quote`` in the document's whole file, clutter included."""
    found = []
    at = document.text.find(quote)
    while at >= 0:
        found.append(Span(at, at + len(quote)))
        at = document.text.find(quote, at + 1)
    return found


def holds(span: Span, gold: Span) -> bool:
    """Tell whether ``span`` has at least 60 % of the characters of ``gold``."""
    return span.overlap(gold) >= ENOUGH * (gold.end - gold.start)
