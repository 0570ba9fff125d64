"""One line of ``answers.jsonl``: a question, what was answered, and the verdict.

The verdict is written with the answer, so that reports and comparisons need neither the
bot nor the documents again.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import EvalError
from eval.questions import SetQuestion

Stage = Literal["not_retrieved", "not_chosen", "wrongly_refused", "wrongly_answered"]
STAGES: dict[Stage, str] = {
    "not_retrieved": "Not retrieved",
    "not_chosen": "Retrieved but not chosen",
    "wrongly_refused": "Wrongly refused",
    "wrongly_answered": "Wrongly answered",
}
"""The stages at which an answer goes wrong, with their names for readers."""

ANSWERS = "answers.jsonl"


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(_Line):
    """A quote that was shown; ``start`` and ``end`` are offsets in code points."""

    doc: str
    start: int
    end: int
    text: str


class Ranked(_Line):
    """A retrieved passage, by its offsets in code points."""

    doc: str
    start: int
    end: int
    score: float


class Given(_Line):
    """What a system gave.

    Attributes:
        answered: Whether it answered; refused otherwise.
        fault: Why the question was not accepted at all, if it was not.
        language: ISO 639-1 code it took the question to be in.
        confidence: That the documents answer; a probability for the bot.
        quotes: Shown, best first.
        withheld: What would have been shown if it had not refused, best first.
        nearest: Headings offered instead of an answer.
        candidates: Ranked passages, best first.
        seconds: Wall time.
    """

    answered: bool
    fault: str | None = None
    language: str
    confidence: float
    quotes: tuple[Shown, ...] = ()
    withheld: tuple[Shown, ...] = ()
    nearest: tuple[str, ...] = ()
    candidates: tuple[Ranked, ...] = ()
    seconds: float


class Ranks(_Line):
    """Where the relevant passages stand.

    Attributes:
        ranks: 1-based ranks of those retrieved.
        relevant: How many there are.
    """

    ranks: tuple[int, ...]
    relevant: int


class Verdict(_Line):
    """What the judge found.

    Attributes:
        right: Supported and mentioning all it must, or rightly refused.
        supported: A shown quote covers enough of a gold quote.
        first: The first quote shown does.
        right_document: A shown quote is from a document with a gold quote.
        valid: Every quote shown is the document's own content, to the character.
        words: Words shown.
        f1: SQuAD 2.0's F1 of what was shown.
        would_err: Whether answering is an error, also where it was refused, by what was
            withheld; for the risk–coverage curve.
        all_documents: Ranks over all documents' passages; None when not answerable.
        by_language: Ranks among the passages in each language that has gold.
        stage: Where it went wrong; None when right.
    """

    right: bool
    supported: bool
    first: bool
    right_document: bool
    valid: bool
    words: int
    f1: float
    would_err: bool
    all_documents: Ranks | None
    by_language: dict[str, Ranks]
    stage: Stage | None


class Record(_Line):
    """A question, what was given, and the verdict."""

    asked: SetQuestion
    given: Given
    verdict: Verdict


def read_records(directory: Path) -> list[Record]:
    """Read a run's answers.

    Raises:
        EvalError: If there are none, or a line is not one a runner wrote.
    """
    path = directory / ANSWERS
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        msg = f"{path}: cannot be read. Name the directory a run was written to."
        raise EvalError(msg) from None
    records = list(_parse(path, text.split("\n")))
    if not records:
        msg = f"{path}: holds no answer. Finish the run first."
        raise EvalError(msg)
    return records


def _parse(path: Path, lines: Iterable[str]) -> Iterator[Record]:
    for number, line in enumerate(lines, start=1):
        if line:
            try:
                yield Record.model_validate_json(line)
            except ValidationError:
                msg = f"{path}:{number}: not a line of a run. Run the set again into a new --out."
                raise EvalError(msg) from None
