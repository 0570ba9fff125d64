"""Drafts of bank questions, kept apart from the bank until a person accepted them.

``questions/drafts/<document id>.toml`` holds, for each document, questions that wait for a
reviewer, and those rejected, so that they are not proposed again:

    [[draft]]
    question = "Is a bit of blood ok?"
    language = "en"
    anchor = "Small spots of blood are normal."   # or, of unanswered ones: topic = "cost"
    origin = "model ollama:llama3 2026-11-22"
    reviewed = false

    [[rejected]]
    …
    reviewed_by = "A. Ozola"
    reviewed = 2026-11-23

Nothing that loads the bank reads this directory. Every change reads the file anew, under a
lock, and replaces it whole: a draft run and a review may go on at the same time, and a
process killed at any moment loses at most the one change it was about to make.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from corpus.bank import DIRECTORY, Language
from corpus.errors import DraftError
from corpus.lint import same_wording
from corpus.manifest import Marker as Words
from corpus.safe_file import locked, replace_file
from corpus.toml import read_model
from corpus.wording import MAX_CHARACTERS

FOLDER = "drafts"

TOPIC_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
TopicId = Annotated[str, StringConstraints(pattern=f"^{TOPIC_ID.pattern}$")]

_HEADER = """\
# Drafts for the question bank, written and read by "quotewell corpus questions". The bot uses
# none of them. "quotewell corpus questions review" moves accepted ones into the bank.
"""


class Draft(BaseModel):
    """A question that is not, or not yet, in the bank. Has either an anchor or a topic.

    Attributes:
        question: As a visitor would type it; one line.
        language: ISO 639-1 code.
        anchor: The document's words that answer it, to the character.
        topic: Id of what it asks about, if the document does not answer it.
        origin: What wrote it, and when.
        reviewed: When it was rejected; False while it waits.
        reviewed_by: Who rejected it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Annotated[Words, StringConstraints(max_length=MAX_CHARACTERS, pattern=r"^[^\r\n]*$")]
    language: Language
    anchor: Words | None = None
    topic: TopicId | None = None
    origin: Words
    reviewed: Literal[False] | Annotated[date, Field(strict=True)] = False
    reviewed_by: Words | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "Draft":
        if (self.anchor is None) == (self.topic is None):
            msg = "needs either an anchor or a topic"
            raise ValueError(msg)
        return self

    @property
    def key(self) -> str:
        """The same for questions that differ in case, diacritics and punctuation alone."""
        return same_wording(self.question)


class _Waiting(Draft):
    reviewed: Literal[False] = False


class _Rejected(Draft):
    reviewed: Annotated[date, Field(strict=True)]


class Drafts(BaseModel):
    """The drafts for one document.

    Attributes:
        draft: Those that wait for a reviewer, in the order they were made.
        rejected: Those that a reviewer did not want.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    draft: tuple[_Waiting, ...] = ()
    rejected: tuple[_Rejected, ...] = ()


def drafts_folder(directory: Path) -> Path:
    """Return where the corpus in ``directory`` keeps drafts."""
    return directory / DIRECTORY / FOLDER


def read_drafts(directory: Path, document: str) -> Drafts:
    """Return the drafts for a document of the corpus in ``directory``.

    Raises:
        DraftError: If the file cannot be read.
    """
    path = drafts_folder(directory) / f"{document}.toml"
    return read_model(path, Drafts, DraftError, optional=True)


def add_drafts(directory: Path, document: str, drafts: Iterable[Draft]) -> None:
    """Put drafts that wait for a reviewer behind those there are.

    Raises:
        DraftError: If the file cannot be read or written.
    """
    fresh = tuple(_Waiting.model_validate(draft.model_dump()) for draft in drafts)
    _change(directory, document, lambda kept: kept.model_copy(update={"draft": kept.draft + fresh}))


def drop_draft(directory: Path, document: str, draft: Draft) -> None:
    """Take a draft out: it is in the bank now.

    Raises:
        DraftError: If the file cannot be read or written.
    """
    _change(directory, document, lambda kept: _without(kept, draft))


def replace_draft(directory: Path, document: str, draft: Draft, other: Draft) -> None:
    """Put ``other`` in the place of a draft that waits.

    Raises:
        DraftError: If the file cannot be read or written.
    """
    fresh = _Waiting.model_validate(other.model_dump())
    _change(
        directory,
        document,
        lambda kept: kept.model_copy(
            update={"draft": tuple(fresh if one.key == draft.key else one for one in kept.draft)}
        ),
    )


def reject_draft(directory: Path, document: str, draft: Draft, by: str, when: date) -> None:
    """Keep a draft as rejected.

    Raises:
        DraftError: If the file cannot be read or written.
    """
    fields = draft.model_dump() | {"reviewed": when, "reviewed_by": by}
    rejected = _Rejected.model_validate(fields)

    def change(kept: Drafts) -> Drafts:
        rest = _without(kept, draft)
        return rest.model_copy(update={"rejected": (*rest.rejected, rejected)})

    _change(directory, document, change)


def toml_string(text: str) -> str:
    """Write a TOML string. JSON's are TOML's too, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _without(kept: Drafts, draft: Draft) -> Drafts:
    return kept.model_copy(
        update={"draft": tuple(one for one in kept.draft if one.key != draft.key)}
    )


def _change(directory: Path, document: str, change: Callable[[Drafts], Drafts]) -> None:
    folder = drafts_folder(directory)
    path = folder / f"{document}.toml"
    try:
        with locked(folder):
            replace_file(path, _rendered(change(read_drafts(directory, document))))
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}). What it held is unchanged."
        raise DraftError(msg) from None


def _rendered(drafts: Drafts) -> str:
    tables: list[tuple[str, Draft]] = [("draft", one) for one in drafts.draft]
    tables += [("rejected", one) for one in drafts.rejected]
    return _HEADER + "".join(f"\n[[{name}]]\n{_fields(one)}" for name, one in tables)


def _fields(draft: Draft) -> str:
    lines = []
    for name, value in draft.model_dump(exclude_none=True).items():
        if isinstance(value, str):
            lines.append(f"{name} = {toml_string(value)}\n")
        else:
            lines.append(f"{name} = {value.isoformat() if value else 'false'}\n")
    return "".join(lines)
