"""What a chat model is asked to reply, and how its reply is read: trusting nothing.

Providers offer structured output in different ways and small models keep to none of them,
so a reply is read wherever JSON can be found in it, and each proposal by itself: a model
that gets one wrong has not got the others wrong.
"""

from collections.abc import Mapping
from typing import Any

from langchain_core.messages import AIMessage
from pydantic import BaseModel, Field, ValidationError

from corpus.json_objects import json_objects

MAX_CHARACTERS = 100_000
"""A longer reply is refused whole; one for a passage has some 10,000."""

MAX_PROPOSALS = 200
"""Likewise a reply with more proposals than this."""

_ATTEMPTS = 50
"""How many opening braces are tried as the beginning of the JSON."""


class AnsweredQuestion(BaseModel):
    """A question that sentences of the passage answer by themselves."""

    sentences: list[int] = Field(description="Numbers of the sentences that answer it, in a row")
    language: str = Field(description="ISO 639-1 code of the question's language")
    question: str = Field(description="One line, as a visitor would type it")


class UnansweredQuestion(BaseModel):
    """A question near to the passage that the passage does not answer."""

    topic: str = Field(description="A topic's id, as listed, or a new one like 'price-of-test'")
    language: str = Field(description="ISO 639-1 code of the question's language")
    question: str = Field(description="One line, as a visitor would type it")


class Reply(BaseModel):
    """All questions proposed for one passage."""

    answered: list[AnsweredQuestion] = Field(default_factory=list)
    unanswered: list[UnansweredQuestion] = Field(default_factory=list)


class ReplyError(Exception):
    """A reply is of no use; the message says why in a few words."""


def read_reply(message: object) -> tuple[Reply, int]:
    """Read the proposals out of what a model returned.

    Args:
        message: A message, a parsed :class:`Reply` or its JSON object.

    Returns:
        The proposals that could be read, and how many could not.

    Raises:
        ReplyError: If nothing could be read, or there is far too much.
    """
    if isinstance(message, Reply):
        if len(message.answered) + len(message.unanswered) > MAX_PROPOSALS:
            raise ReplyError(_TOO_MANY)
        return message, 0
    found = _tables(message)
    kinds: tuple[tuple[str, type[BaseModel]], ...] = (
        ("answered", AnsweredQuestion),
        ("unanswered", UnansweredQuestion),
    )
    entries = [(name, kind, one) for name, kind in kinds for one in _entries(found, name)]
    if len(entries) > MAX_PROPOSALS:
        raise ReplyError(_TOO_MANY)
    read: dict[str, list[BaseModel]] = {name: [] for name, _ in kinds}
    bad = 0
    for name, kind, entry in entries:
        try:
            read[name].append(kind.model_validate(entry))
        except ValidationError:
            bad += 1
    return Reply.model_validate(read), bad


_TOO_MANY = f"more than {MAX_PROPOSALS} proposals"


def _entries(found: Mapping[str, Any], name: str) -> list[Any]:
    value = found.get(name)
    return value if isinstance(value, list) else []


def _tables(message: object) -> Mapping[str, Any]:
    if isinstance(message, AIMessage):
        for call in message.tool_calls:
            if _is_reply(call["args"]):
                return call["args"]
        message = message.text
    if isinstance(message, Mapping) and _is_reply(message):
        return message
    text = str(message)
    if len(text) > MAX_CHARACTERS:
        msg = f"a reply of {len(text):,} characters"
        raise ReplyError(msg)
    for value in json_objects(text, _ATTEMPTS):
        if _is_reply(value):
            return value
    msg = "no JSON with “answered” or “unanswered” in the reply"
    raise ReplyError(msg)


def _is_reply(value: Mapping[str, Any]) -> bool:
    return "answered" in value or "unanswered" in value
