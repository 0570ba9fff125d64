"""Reviewed documents: found, cleaned of page clutter, and cut into exact spans.

This is the innermost room: it imports nothing from ``index``, ``bot`` or ``eval``.
"""

from corpus.document import Document, Original, Paragraph, Section, Span
from corpus.errors import AddError, CorpusError, DocumentError, ManifestError, QuotewellError
from corpus.loader import Corpus, load_corpus
from corpus.manifest import Theme

__all__ = [
    "AddError",
    "Corpus",
    "CorpusError",
    "Document",
    "DocumentError",
    "ManifestError",
    "Original",
    "Paragraph",
    "QuotewellError",
    "Section",
    "Span",
    "Theme",
    "load_corpus",
]
