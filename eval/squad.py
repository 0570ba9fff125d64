"""Read SQuAD 2.0 and XQuAD: each article becomes a document, each answer's sentence gold.

Whole sentences are gold because whole sentences are what the bot may quote. A question is
asked of all the paragraphs, not only of its own, so a few of those marked impossible may
be answered elsewhere; nothing is done about that, it makes the figures a little worse.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from corpus import Document, load_corpus
from eval.errors import EvalError
from eval.questions import Gold, QuestionSet, SetQuestion
from eval.temporary import Draft, slug, tidy, write_corpus

LICENCE = "Public evaluation data; see the data set's own licence."


class _Answer(BaseModel):
    text: str
    answer_start: int


class _Question(BaseModel):
    id: str | int
    question: str
    answers: tuple[_Answer, ...] = ()


class _Paragraph(BaseModel):
    context: str
    qas: tuple[_Question, ...]


class _Article(BaseModel):
    title: str = ""
    paragraphs: tuple[_Paragraph, ...]


class _File(BaseModel):
    data: tuple[_Article, ...]


def read_squad(
    path: Path,
    directory: Path,
    language: str,
    paragraphs: Path | None = None,
    paragraph_language: str | None = None,
) -> QuestionSet:
    """Read a file and write its paragraphs as a corpus.

    Args:
        path: The questions' file.
        directory: Where the corpus is written.
        language: ISO 639-1 code of the questions.
        paragraphs: XQuAD file of another language, parallel to ``path``, to take the
            paragraphs and answers from; ``path`` itself when None.
        paragraph_language: ISO 639-1 code of the paragraphs; the questions' when None.

    Raises:
        EvalError: If a file is not SQuAD, or the two are not parallel.
    """
    asked = read_articles(path)
    written = read_articles(paragraphs) if paragraphs else asked
    if len(asked) != len(written):
        raise EvalError(_not_parallel(path))
    texts = [[tidy(str(p["context"])) for p in article["paragraphs"]] for article in written]
    written_language = paragraph_language or language
    drafts = [
        Draft(
            slug(number, str(article.get("title", ""))),
            str(article.get("title") or f"Article {number}").replace("_", " "),
            written_language,
            "\n\n".join(blocks),
        )
        for number, (article, blocks) in enumerate(zip(written, texts, strict=True))
    ]
    corpus = load_corpus(write_corpus(directory, drafts, LICENCE))
    questions: list[SetQuestion] = []
    for draft, article, other, blocks in zip(drafts, asked, written, texts, strict=True):
        starts = _starts(blocks)
        for place, question, answered in _questions(path, article, other):
            gold = _gold(path, corpus[draft.id], starts[place], answered, other, place)
            pair = f"{language}-{written_language}"
            questions.append(
                SetQuestion(
                    id=str(question["id"]),
                    question=" ".join(str(question["question"]).split()),
                    lang=language,
                    kind=pair if gold else "near",
                    answerable=bool(gold),
                    gold=gold,
                )
            )
    if not questions:
        msg = f"{path}: no question in it."
        raise EvalError(msg)
    return QuestionSet(path.stem, tuple(questions), directory)


def read_articles(path: Path) -> list[dict[str, Any]]:
    """Read a file's articles as they are.

    Raises:
        EvalError: If it is not SQuAD.
    """
    try:
        articles = _File.model_validate_json(path.read_bytes()).model_dump()["data"]
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise EvalError(msg) from None
    except ValueError:
        msg = f"{path}: not in SQuAD's format (data, paragraphs, context, qas)."
        raise EvalError(msg) from None
    return list(articles)


def _starts(blocks: list[str]) -> list[int]:
    starts, at = [], 0
    for block in blocks:
        starts.append(at)
        at += len(block) + 2
    return starts


def _questions(
    path: Path, asked: dict[str, Any], written: dict[str, Any]
) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Yield each question with its paragraph's number and its twin in the other file."""
    try:
        for place, (one, other) in enumerate(
            zip(asked["paragraphs"], written["paragraphs"], strict=True)
        ):
            for question, twin in zip(one["qas"], other["qas"], strict=True):
                yield place, question, twin
    except ValueError:
        raise EvalError(_not_parallel(path)) from None


def _not_parallel(path: Path) -> str:
    return f"{path}: not parallel to the file the paragraphs are from. Both must be XQuAD."


def _gold(
    path: Path,
    document: Document,
    start: int,
    question: dict[str, Any],
    article: dict[str, Any],
    place: int,
) -> tuple[Gold, ...]:
    """Return the sentences the answers lie in, each once."""
    context = str(article["paragraphs"][place]["context"])
    found: dict[str, None] = {}
    for answer in question.get("answers", ()):
        words = tidy(str(answer["text"]))
        # The original offset, moved by what tidying took away before it, tells which of
        # several occurrences is meant.
        hint = start + len(tidy(context[: int(answer["answer_start"])]))
        places = [p for p in _finds(document.text, words) if start <= p]
        if not words or not places:
            msg = f"{path}: question {question['id']}: its answer is not in its paragraph."
            raise EvalError(msg)
        at = min(places, key=lambda one: abs(one - hint))
        found[_sentences(document, at, at + len(words))] = None
    return tuple(Gold(doc=document.id, quote=quote) for quote in found)


def _finds(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _sentences(document: Document, start: int, end: int) -> str:
    """Return the whole sentences that ``text[start:end]`` touches."""
    touched = [
        sentence
        for paragraph in document.paragraphs()
        if paragraph.span.start < end and start < paragraph.span.end
        for sentence in paragraph.sentences
        if sentence.start < end and start < sentence.end
    ]
    return document.text[touched[0].start : touched[-1].end]
