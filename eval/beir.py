"""Read a BEIR data set: ``corpus.jsonl``, ``queries.jsonl``, ``qrels/*.tsv``.

BEIR judges documents, not passages: any passage of a relevant document counts as found,
and any quote from one as supported.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from eval.errors import EvalError
from eval.questions import Gold, QuestionSet, SetQuestion
from eval.temporary import Draft, slug, tidy, write_corpus

LICENCE = "Public evaluation data; see the data set's own licence."


class _Row(BaseModel):
    # Some sets number their documents.
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = Field(alias="_id")
    text: str
    title: str | None = None


def read_beir(path: Path, directory: Path, language: str, split: str = "test") -> QuestionSet:
    """Read the data set in ``path`` and write its documents as a corpus.

    Args:
        path: The data set's directory.
        directory: Where the corpus is written.
        language: ISO 639-1 code of documents and queries.
        split: Which of ``qrels/`` to use.

    Returns:
        The queries with at least one relevant document in ``split``.

    Raises:
        EvalError: If a file is missing or not in BEIR's format.
    """
    ids: dict[str, str] = {}
    drafts = []
    for number, row in enumerate(_rows(path / "corpus.jsonl")):
        text = tidy(row.text)
        if text:
            title = " ".join((row.title or "").split())
            ids[row.id] = slug(number, title)
            drafts.append(Draft(slug(number, title), title or row.id, language, text))
    relevant = _qrels(path / "qrels" / f"{split}.tsv")
    questions = tuple(
        SetQuestion(
            id=row.id,
            question=" ".join(row.text.split()),
            lang=language,
            kind=f"{language}-{language}",
            answerable=True,
            gold=tuple(Gold(doc=ids[one]) for one in relevant[row.id] if one in ids),
        )
        for row in _rows(path / "queries.jsonl")
        if any(one in ids for one in relevant.get(row.id, ()))
    )
    if not questions:
        msg = f"{path}: no query has a relevant document in qrels/{split}.tsv."
        raise EvalError(msg)
    write_corpus(directory, drafts, LICENCE)
    return QuestionSet(path.name, questions, directory)


def _rows(path: Path) -> Iterator["_Row"]:
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            yield _Row.model_validate_json(line)
        except ValueError:
            msg = f"{path}:{number}: not a BEIR line (an object with _id and text)."
            raise EvalError(msg) from None


def _qrels(path: Path) -> dict[str, list[str]]:
    """Return the relevant documents' ids of each query; the first line is the header."""
    found: dict[str, list[str]] = {}
    for number, line in _lines(path):
        if number == 1 or not line.strip():
            continue
        try:
            query, document, score = line.split("\t")
            relevant = int(score) > 0
        except ValueError:
            msg = f"{path}:{number}: not a BEIR judgement (query, document, score; tabs between)."
            raise EvalError(msg) from None
        if relevant:
            found.setdefault(query, []).append(document)
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from enumerate(file, start=1)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}). A BEIR data set has this file."
        raise EvalError(msg) from None
    except UnicodeDecodeError:
        msg = f"{path}: not UTF-8."
        raise EvalError(msg) from None
