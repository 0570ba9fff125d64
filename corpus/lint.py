"""Find what an editor should mend in a corpus that loads."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from corpus.bank import BankQuestion
from corpus.document import Document, Span
from corpus.loader import Corpus
from corpus.translation_lint import translation_findings

LONG_SENTENCE_WORDS = 80
"""A sentence over this is likely several, run together by lost line breaks."""

LONG_PARAGRAPH_WORDS = 240
"""A paragraph over this is twice what all quotes of an answer together may have: it is never
shown whole, and most of its pieces say nothing of what they are about."""

QUESTIONS_EACH = 15
"""A paragraph with fewer bank questions than this in an interface language is reported."""


def lint_corpus(corpus: Corpus) -> list[str]:
    """Return the findings, each one line naming the place."""
    findings: list[str] = []
    for document in corpus.values():
        findings += _document_findings(document)
        findings += _review_findings(document, date.today())
        findings += _original_findings(document, corpus.directory)
    findings += [
        f"{path}: {count} questions set aside: not in the document any more, or more than "
        f"once: “{anchor}”"
        for path, anchor, count in corpus.bank.stale
    ]
    findings += _coverage_findings(corpus)
    findings += _twin_findings(corpus.bank.questions)
    findings += _duplicate_findings(corpus)
    findings += translation_findings(corpus)
    return findings


def _document_findings(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs():
        words = len(document.slice(paragraph.span).split())
        if words > LONG_PARAGRAPH_WORDS:
            start = document.slice(paragraph.span)[:50]
            yield (
                f"{document.id}: a paragraph of {words} words at {paragraph.span.start}; break "
                f"it up: “{start}…”"
            )
        for sentence in paragraph.sentences:
            words = len(document.slice(sentence).split())
            if words > LONG_SENTENCE_WORDS:
                start = document.slice(sentence)[:50]
                yield f"{document.id}: a sentence of {words} words at {sentence.start}: “{start}…”"


def _review_findings(document: Document, today: date) -> Iterator[str]:
    if document.review_overdue(today):
        yield (
            f"{document.id}: its review was due on {document.review_until}. Have it reviewed, then "
            "set reviewed and review_until in the manifest."
        )


def _original_findings(document: Document, directory: Path) -> Iterator[str]:
    original = document.original
    if original is None:
        return
    if original.pages and original.text_sha256 != document.sha256:
        yield (
            f"{document.id}: its text was edited since it was added, so page numbers are not "
            "shown. Take pages and text_sha256 out of [document.original], or undo the edit."
        )
    try:
        found = hashlib.sha256((directory / original.file).read_bytes()).hexdigest()
    except OSError as error:
        yield f"{document.id}: its original {original.file} cannot be read ({error.strerror})."
        return
    if found != original.sha256:
        yield f"{document.id}: its original {original.file} is not the file that was added."


def _coverage_findings(corpus: Corpus) -> Iterator[str]:
    languages = dict.fromkeys(q.language for q in corpus.bank.questions)
    covered = {q.document for q in corpus.bank.questions}
    for document in corpus.values():
        if document.id not in covered:
            yield (
                f"{document.id}: no bank questions, so far less of it is found; write some: "
                f"quotewell corpus questions draft {document.id}"
            )
            continue
        for paragraph in document.paragraphs():
            for language in languages:
                count = sum(
                    q.document == document.id
                    and q.language == language
                    and q.anchor is not None
                    and q.anchor.overlap(paragraph.span) > 0
                    for q in corpus.bank.questions
                )
                if count < QUESTIONS_EACH:
                    start = document.slice(paragraph.span)[:50]
                    yield (
                        f"{document.id}: {count} bank questions in {language!r} for the "
                        f"paragraph at {paragraph.span.start}: “{start}…”"
                    )


def _twin_findings(questions: tuple[BankQuestion, ...]) -> Iterator[str]:
    """Report questions that are the same but for case, diacritics and punctuation.

    Two documents may well answer the same one: :mod:`index.rivals` lists what each says.
    """
    answered: set[str] = set()
    seen: dict[tuple[str, str | None], BankQuestion] = {}
    for question in questions:  # the answered ones come first
        key = same_wording(question.text)
        if question.answered:
            answered.add(key)
        elif key in answered:
            yield f"bank: both answered and unanswered: “{question.text}”"
            continue
        twin = seen.setdefault((key, question.document), question)
        if twin is question:
            continue
        if (twin.anchor, twin.topic) != (question.anchor, question.topic):
            yield f"bank: the same question in two places: “{question.text}”"
        else:
            yield f"bank: twice: “{question.text}”"


def same_paragraphs(corpus: Corpus) -> dict[str, list[tuple[Document, Span]]]:
    """Return the paragraphs that several documents share, by :func:`same_wording`.

    The bot quotes only one of them, and who mends one may forget the other.
    """
    found: dict[str, list[tuple[Document, Span]]] = {}
    for document in corpus.values():
        for paragraph in document.paragraphs():
            key = same_wording(document.slice(paragraph.span))
            found.setdefault(key, []).append((document, paragraph.span))
    return {
        key: places
        for key, places in found.items()
        if len({document.id for document, _ in places}) > 1
    }


def _duplicate_findings(corpus: Corpus) -> Iterator[str]:
    for places in same_paragraphs(corpus).values():
        where = ", ".join(f"{document.id}:{span.start}" for document, span in places)
        document, span = places[0]
        yield f"{where}: the same paragraph; drop one: “{document.slice(span)[:50]}…”"


def same_wording(text: str) -> str:
    """Reduce a question to small plain letters and digits, for comparing wordings."""
    folded = unicodedata.normalize("NFD", text.lower())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))
