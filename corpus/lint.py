"""Find what an editor should mend in a corpus that loads."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from corpus.bank import BankQuestion
from corpus.document import Document
from corpus.loader import Corpus
from corpus.translation_lint import translation_findings

LONG_SENTENCE_WORDS = 80
"""A sentence over this is likely several, run together by lost line breaks."""

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
    if corpus.bank.questions:
        findings += _coverage_findings(corpus)
        findings += _twin_findings(corpus.bank.questions)
    findings += translation_findings(corpus)
    return findings


def _document_findings(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs():
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
    for document in corpus.values():
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
    """Report questions that are the same but for case, diacritics and punctuation."""
    seen: dict[str, BankQuestion] = {}
    for question in questions:
        key = same_wording(question.text)
        twin = seen.setdefault(key, question)
        if twin is question:
            continue
        if twin.answered != question.answered:
            yield f"bank: both answered and unanswered: “{question.text}”"
        elif (twin.document, twin.anchor, twin.topic) != (
            question.document,
            question.anchor,
            question.topic,
        ):
            yield f"bank: the same question in two places: “{question.text}”"
        else:
            yield f"bank: twice: “{question.text}”"


def same_wording(text: str) -> str:
    """Reduce a question to small plain letters and digits, for comparing wordings."""
    folded = unicodedata.normalize("NFD", text.lower())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))
