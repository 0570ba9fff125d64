"""The question bank: what visitors ask, by what answers it.

``questions/`` beside the manifest is a reviewed asset of the corpus. Each document may have
a file ``questions/<document id>.toml`` with the questions its sentences answer:

    [[answered]]
    anchor = "Small spots of blood are normal, especially if it’s your first time."
    questions.en = ["Is a bit of blood ok?", …]
    questions.lv = ["Vai drusku asiņu ir normāli?", …]

and ``questions/unanswered.toml`` holds what visitors also ask and the documents do not say:

    [[unanswered]]
    topic = "pep"
    trap = true                 # a passage names the thing, not the detail asked
    questions.en = […]
    questions.lv = […]

    [[topic]]
    id = "pep"
    name = { en = "PEP after a risk", lv = "PEP pēc riska" }
    pointer = "doctor"          # optional: a key of [pointer], the operator's own words
    small_talk = true           # nothing is asked, so the pointer's words are all the reply

    [pointer.doctor]
    en = "A doctor or nurse can answer this."
    lv = "Uz to var atbildēt ārsts vai medmāsa."

A block may say where its questions come from and who let them in (``corpus questions review``
does): ``origin = "model ollama:llama3 2026-11-22"``, ``reviewed_by = "A. Ozola"`` and
``reviewed = 2026-11-23``.

Bank questions are matched against, never shown as an answer. An anchor is quoted from the
document; when an edit removes those words its questions are set aside as stale, and
``quotewell corpus lint`` names them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from corpus.document import Document, Span
from corpus.errors import BankError
from corpus.manifest import Marker as Words
from corpus.toml import read_model

DIRECTORY = "questions"
UNANSWERED = "unanswered.toml"

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
_Strict = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class BankQuestion:
    """One reviewed question.

    Attributes:
        text: As a visitor would type it.
        language: ISO 639-1 code.
        document: Id of the document that answers it; None when none does.
        anchor: The span of that document that by itself answers it.
        topic: Id of its topic; only of unanswered questions.
        trap: Whether a passage names the thing but not the detail asked.
        urgent: Whether someone who asks this may be in danger now; only of answered ones.
    """

    text: str
    language: str
    document: str | None = None
    anchor: Span | None = None
    topic: str | None = None
    trap: bool = False
    urgent: bool = False

    @property
    def answered(self) -> bool:
        """Whether a document answers it."""
        return self.document is not None


@dataclass(frozen=True)
class Pointer:
    """What the operator has to say to a message that the documents do not answer.

    Attributes:
        words: To be shown as they are.
        alone: Whether that is all there is to say, since nothing was asked ("hi").
    """

    words: str
    alone: bool = False


@dataclass(frozen=True)
class Topic:
    """Something visitors ask about, or say, and the documents do not cover.

    Attributes:
        name: By interface language.
        pointer: The operator's words on where to turn, by interface language; may be empty.
        small_talk: Whether nothing is asked ("hi", "thanks"): the pointer is all the reply.
    """

    name: Mapping[str, str]
    pointer: Mapping[str, str]
    small_talk: bool = False


@dataclass(frozen=True)
class Bank:
    """All reviewed questions of a corpus; an empty one is a corpus without a bank.

    Attributes:
        questions: Usable ones, answered first, in the files' order.
        topics: By id.
        stale: Anchors no longer in their documents: (file, anchor, questions set aside).
    """

    questions: tuple[BankQuestion, ...] = ()
    topics: Mapping[str, Topic] = field(default_factory=dict)
    stale: tuple[tuple[Path, str, int], ...] = ()

    def pointer(self, topic: str | None, language: str) -> Pointer | None:
        """Return what the operator says to a message of ``topic``, if anything.

        Where something was asked, the topic's name and where to turn.
        """
        known = self.topics.get(topic or "")
        words = known.pointer.get(language) if known else None
        if known is None or words is None:
            return None
        name = known.name.get(language, "")
        if known.small_talk or not name:
            return Pointer(words, known.small_talk)
        return Pointer(f"{name[:1].upper()}{name[1:]}. {words}")


class Provenance(BaseModel):
    """Where questions come from and who let them in; all optional.

    Attributes:
        origin: What wrote them, and when ("model ollama:llama3 2026-11-22", "form 2026-11-22").
        reviewed_by: Who accepted them.
        reviewed: When.
    """

    model_config = _Strict
    origin: Words | None = None
    reviewed_by: Words | None = None
    # Strict, so that a draft (``reviewed = false``) copied in here by hand is refused.
    reviewed: Annotated[date, Field(strict=True)] | None = None


class _Answered(Provenance):
    anchor: Words
    urgent: bool = False
    questions: dict[Language, tuple[Words, ...]]


class _AnsweredFile(BaseModel):
    model_config = _Strict
    answered: tuple[_Answered, ...] = ()


class _Unanswered(Provenance):
    topic: Words
    trap: bool = False
    questions: dict[Language, tuple[Words, ...]]


class _TopicEntry(BaseModel):
    model_config = _Strict
    id: Words
    name: dict[Language, Words]
    pointer: str | None = None
    small_talk: bool = False


class _UnansweredFile(BaseModel):
    model_config = _Strict
    unanswered: tuple[_Unanswered, ...] = ()
    topic: tuple[_TopicEntry, ...] = ()
    pointer: dict[str, dict[Language, Words]] = Field(default_factory=dict)


def bank_files(documents: Mapping[str, Document]) -> list[str]:
    """Name the bank's possible files, relative to the corpus directory."""
    return [f"{DIRECTORY}/{name}.toml" for name in documents] + [f"{DIRECTORY}/{UNANSWERED}"]


def load_bank(directory: Path, documents: Mapping[str, Document]) -> Bank:
    """Read the bank of the corpus in ``directory``; a missing file is an empty one.

    Raises:
        BankError: If a file cannot be read, or says something impossible.
    """
    questions: list[BankQuestion] = []
    stale: list[tuple[Path, str, int]] = []
    folder = directory / DIRECTORY
    for document in documents.values():
        path = folder / f"{document.id}.toml"
        for entry in read_model(path, _AnsweredFile, BankError, optional=True).answered:
            if document.text.count(entry.anchor) != 1:
                stale.append((path, entry.anchor, sum(map(len, entry.questions.values()))))
                continue
            start = document.text.index(entry.anchor)
            anchor = Span(start, start + len(entry.anchor))
            questions += [
                BankQuestion(text, language, document.id, anchor, urgent=entry.urgent)
                for language, texts in entry.questions.items()
                for text in texts
            ]
    path = folder / UNANSWERED
    rest = read_model(path, _UnansweredFile, BankError, optional=True)
    topics = {}
    for topic in rest.topic:
        if topic.pointer is not None and topic.pointer not in rest.pointer:
            msg = f"{path}: topic {topic.id!r} has the pointer {topic.pointer!r}, not in [pointer]."
            raise BankError(msg)
        if topic.small_talk and topic.pointer is None:
            msg = f"{path}: topic {topic.id!r} is small talk; its reply, a pointer, is missing."
            raise BankError(msg)
        words = rest.pointer.get(topic.pointer or "", {})
        topics[topic.id] = Topic(topic.name, words, topic.small_talk)
    for group in rest.unanswered:
        if group.topic not in topics:
            msg = f"{path}: no [[topic]] has the id {group.topic!r}. Add one, or fix the spelling."
            raise BankError(msg)
        questions += [
            BankQuestion(text, language, topic=group.topic, trap=group.trap)
            for language, texts in group.questions.items()
            for text in texts
        ]
    return Bank(tuple(questions), topics, tuple(stale))
