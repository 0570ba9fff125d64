"""Question sets: JSON Lines, one question a line, each gold quote a verbatim piece.

    {"id": "t-001", "question": "…", "lang": "en", "kind": "en-lv", "answerable": true,
     "gold": [{"doc": "leaflet", "quote": "…"}], "must_mention": ["…"], "note": "…"}

Any one of several gold quotes suffices. ``must_mention`` and ``note`` may be left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.messages import LANGUAGES
from corpus import Corpus, load_corpus
from eval.errors import EvalError
from eval.reference import Reference, occurrences
from index.lexical import fold

KINDS = ("noisy", "near", "far", "injection", "urgent", "casual", "needs", "statement")
"""Kinds of questions, *casual* written by somebody who had not seen the documents, *needs*
asking several things at once, *statement* asking nothing; besides the language pairs, which
read "question-document": "en-lv"."""


class Gold(BaseModel):
    """A piece of a document that by itself supports the answer.

    Attributes:
        doc: The document's id.
        quote: The piece, verbatim; None when only the document is known (BEIR).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    doc: str
    quote: str | None = None


class SetQuestion(BaseModel):
    """One question of a set.

    Attributes:
        id: Unique in the set.
        question: As a visitor would type it.
        lang: ISO 639-1 code of the question.
        kind: One of :data:`KINDS`, or a language pair such as "en-lv".
        answerable: Whether the documents answer it.
        gold: Pieces any one of which is enough; empty exactly when not answerable.
        must_mention: Words that the quotes shown must hold besides.
        note: For whoever reads the set.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    lang: str
    kind: str
    answerable: bool
    gold: tuple[Gold, ...]
    must_mention: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class QuestionSet:
    """Questions and the documents they are about.

    Attributes:
        name: For reports and file names.
        questions: In the set's order.
        corpus: Directory of the documents.
    """

    name: str
    questions: tuple[SetQuestion, ...]
    corpus: Path

    def sample(self, size: int | None) -> "QuestionSet":
        """Return ``size`` questions spread evenly over the set, or all of them."""
        total = len(self.questions)
        if size is None or size >= total:
            return self
        chosen = tuple(self.questions[i * total // size] for i in range(size))
        return QuestionSet(self.name, chosen, self.corpus)


def read_questions(path: Path, corpus: Path) -> QuestionSet:
    """Read a set and check it against the documents in ``corpus``.

    Raises:
        EvalError: Naming the first fault and how many more there are.
        CorpusError: If the documents cannot be read.
    """
    questions, faults = check_questions(path, load_corpus(corpus))
    if faults:
        more = f" ({len(faults) - 1} more: quotewell eval validate {path})" if faults[1:] else ""
        raise EvalError(faults[0] + more)
    return QuestionSet(path.stem, tuple(questions), corpus)


def check_questions(path: Path, corpus: Corpus) -> tuple[list[SetQuestion], list[str]]:
    """Return the questions of a file, and what is wrong with it, each fault with its line.

    Raises:
        EvalError: If the file cannot be read at all.
    """
    reference = Reference(corpus)
    questions: list[SetQuestion] = []
    faults: list[str] = []
    ids: dict[str, int] = {}
    texts: dict[str, int] = {}
    for number, line in _lines(path):
        where = f"{path}:{number}: "
        try:
            question = SetQuestion.model_validate_json(line)
        except ValidationError as error:
            faults.append(where + _complaint(error))
            continue
        questions.append(question)
        faults += [where + fault for fault in _faults(question, reference)]
        for seen, key, what in (
            (ids, question.id, "id"),
            (texts, same_question(question.question), "question"),
        ):
            first = seen.setdefault(key, number)
            if first != number:
                faults.append(f"{where}the same {what} as in line {first}. Change or remove one.")
    if not questions and not faults:
        faults.append(f"{path}: no question in it.")
    return questions, faults


def same_question(text: str) -> str:
    """Return ``text`` without what never makes a question another one.

    Case, diacritics and white space are gone.
    """
    return " ".join(fold(text).split())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        msg = f"{path}: cannot be read ({reason})."
        raise EvalError(msg) from None
    # Not splitlines(): a question may hold a Unicode line separator.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _complaint(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        return f"not JSON ({first['ctx']['error']}). Write one object on one line."
    if first["type"] == "extra_forbidden":
        return f"unknown key {key!r}. Check its spelling."
    if first["type"] == "missing":
        return f"no {key!r}. Add it."
    return f"{key!r}: {first['msg'][0].lower()}{first['msg'][1:]}."


def _faults(question: SetQuestion, reference: Reference) -> Iterator[str]:
    written = reference.corpus.languages
    # Visitors ask in the page's languages too, whatever the documents are in.
    asked = tuple(dict.fromkeys((*written, *LANGUAGES)))
    if not question.id.strip() or not question.question.strip():
        yield "an empty id or question. Fill it in."
    if question.lang not in asked:
        yield f"unknown language {question.lang!r}. The bot knows: {', '.join(asked)}."
    pairs = [f"{one}-{other}" for one in asked for other in written]
    if question.kind not in (*KINDS, *pairs):
        yield f"unknown kind {question.kind!r}. Use one of: {', '.join((*pairs, *KINDS))}."
    if question.answerable and not question.gold:
        yield "answerable without a gold quote. Add one, or set answerable to false."
    if not question.answerable and question.gold:
        yield "not answerable, yet with a gold quote. Take it out, or set answerable to true."
    for gold in question.gold:
        yield from _gold_faults(gold, reference)


def _gold_faults(gold: Gold, reference: Reference) -> Iterator[str]:
    document = reference.corpus.get(gold.doc)
    if document is None:
        known = ", ".join(reference.corpus)
        yield f"no document {gold.doc!r}. The corpus holds: {known}."
        return
    if not gold.quote or not gold.quote.strip():
        yield "a gold entry without a quote. Copy the words from the document."
        return
    start = gold.quote[:40]
    if not occurrences(document, gold.quote):
        yield (
            f"gold “{start}…” is not in {gold.doc!r}. Copy it character by character, "
            "curly quotes included."
        )
    elif not reference.spans(gold.doc, gold.quote):
        yield (
            f"gold “{start}…” is in {gold.doc!r} but not in its content: it is, or holds, a "
            "heading or page clutter, which is never quoted. Choose words from a paragraph."
        )
