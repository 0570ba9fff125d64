"""What goes into the vector store for a corpus, and the fingerprint of all that made it.

The passages; their sentences one by one (a passage that holds six facts has a vector near
none of them; its sentences' vectors are); and the bank's questions. Each language's passages
and sentences are a collection of their own, because that is how they are searched and Chroma's
filter looks at every row: among 100,000 passages of two languages one search took 926 ms with
it and 12 ms without (medians). All passages together are there for LangChain's retriever.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

from corpus import Corpus
from corpus.bank import BankQuestion
from corpus.document import Span
from index.bank_model import FIT
from index.embedder import Embedder
from index.passages import SECTION_SEPARATOR, Passage, split_passages

FORMAT = 3
"""Version of the index's files; one more makes every older index stale."""

PASSAGES = "passages"
SENTENCES = "sentences"
QUESTIONS = "questions"


@dataclass(frozen=True)
class Record:
    """One row of a collection.

    Attributes:
        id: Unique in its collection.
        text: The document's own words, as stored.
        embedded: What the vector is made of.
        metadata: Document id, section, language and offsets.
        question: Whether it is embedded as a question rather than a passage.
    """

    id: str
    text: str
    embedded: str
    metadata: dict[str, str | int]
    question: bool = False


@dataclass(frozen=True)
class Contents:
    """Everything an index of one corpus holds.

    Attributes:
        passages: In the corpus' order.
        collections: The records of each collection.
        answering: For each bank question, the index of the passage that answers it, or -1.
    """

    passages: tuple[Passage, ...]
    collections: Mapping[str, tuple[Record, ...]]
    answering: tuple[int, ...]

    @cached_property
    def by_id(self) -> dict[str, Passage]:
        """Passages by their ids."""
        return {passage.id: passage for passage in self.passages}


def contents_of(corpus: Corpus) -> Contents:
    """Cut the corpus into the records an index of it holds."""
    passages = tuple(p for document in corpus.values() for p in split_passages(document))
    whole = tuple(
        Record(p.id, p.text, p.embedded_text(), _metadata(p, p.span.start, p.span.end))
        for p in passages
    )
    sentences = tuple(
        Record(
            f"{p.id}#{number}",
            text,
            text,
            {**_metadata(p, span.start, span.end), "passage": p.id, "number": number},
        )
        for p in passages
        for number, (span, text) in enumerate(zip(p.sentences, p.sentence_texts, strict=True))
    )
    # Questions by the dozen share an anchor.
    found: dict[tuple[str | None, Span | None], int] = {}
    for question in corpus.bank.questions:
        place = (question.document, question.anchor)
        if place not in found:
            found[place] = _answering_passage(question, passages)
    answering = tuple(found[one.document, one.anchor] for one in corpus.bank.questions)
    questions = tuple(
        Record(
            f"q{number}",
            question.text,
            question.text,
            {
                "language": question.language,
                "passage": passages[passage].id if passage >= 0 else "",
                "topic": question.topic or "",
            },
            question=True,
        )
        for number, (question, passage) in enumerate(
            zip(corpus.bank.questions, answering, strict=True)
        )
    )
    collections = {PASSAGES: whole, QUESTIONS: questions}
    for kind, records in ((PASSAGES, whole), (SENTENCES, sentences)):
        for language in dict.fromkeys(p.language for p in passages):
            collections[in_language(kind, language)] = tuple(
                r for r in records if r.metadata["language"] == language
            )
    return Contents(passages, collections, answering)


def in_language(kind: str, language: str) -> str:
    """Name the collection of one language's passages or sentences."""
    return f"{kind}-{language}"


def _answering_passage(question: BankQuestion, passages: tuple[Passage, ...]) -> int:
    """Return the index of the passage that holds most of the question's anchor, or -1."""
    if question.anchor is None:
        return -1
    shared = [
        p.span.overlap(question.anchor) if p.document.id == question.document else 0
        for p in passages
    ]
    best = max(range(len(passages)), key=shared.__getitem__)
    return best if shared[best] else -1


def _metadata(passage: Passage, start: int, end: int) -> dict[str, str | int]:
    return {
        "document": passage.document.id,
        "title": passage.document.title,
        "section": SECTION_SEPARATOR.join(passage.section),
        "language": passage.language,
        "start": start,
        "end": end,
    }


def ingredients(corpus: Corpus, contents: Contents, embedder: Embedder) -> dict[str, str]:
    """Name all an index depends on; a difference in any makes it stale.

    The chunking is represented by its result, so no change to its code can go unnoticed.
    """
    manifest = [
        [d.id, d.title, d.publisher, d.language, str(d.published), str(d.url), d.licence]
        for d in corpus.values()
    ]
    rows = {
        name: [[r.id, r.embedded] for r in records]
        for name, records in contents.collections.items()
        if name != QUESTIONS
    }
    bank = [[r.embedded, *r.metadata.values()] for r in contents.collections[QUESTIONS]]
    return {
        "format": str(FORMAT),
        "documents": _hash([[d.id, d.sha256] for d in corpus.values()]),
        "manifest": _hash(manifest),
        "chunking": _hash(rows),
        "bank": _hash(bank),
        "model": embedder.identity,
        "chromadb": version("chromadb"),
        "bm25s": version("bm25s"),
        "simplemma": version("simplemma"),
        "scikit-learn": version("scikit-learn"),
        "fit": str(FIT),
    }


def fingerprint(parts: Mapping[str, str]) -> str:
    """Return the hex SHA-256 of an index's ingredients."""
    return _hash(sorted(parts.items()))


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
