"""Read statements out of whatever a model replied, trusting nothing."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.llm.summary import MAX_CITES, MAX_STATEMENTS, Statement
from corpus.json_objects import json_objects

MAX_REPLY = 8_000
"""Characters; a longer reply is refused whole. An honest one has some hundreds."""

_ATTEMPTS = 20
"""How many opening braces are tried as the beginning of the JSON."""


class _Said(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str
    # Models write "1" for 1; anything else is no number.
    sentences: Annotated[list[int | str], Field(min_length=1, max_length=MAX_CITES)]


def read_statements(reply: str) -> tuple[Statement, ...]:
    """Return the statements in a reply, the first few; those malformed are left out.

    Args:
        reply: Any text; JSON is looked for wherever it begins.
    """
    if len(reply) > MAX_REPLY:
        return ()
    for found in json_objects(reply, _ATTEMPTS):
        entries = found.get("statements")
        if isinstance(entries, list):
            return tuple(_statements(entries[:MAX_STATEMENTS]))
    return ()


def _statements(entries: list[object]) -> Iterator[Statement]:
    for entry in entries:
        try:
            said = _Said.model_validate(entry)
            cites = sorted({int(number) for number in said.sentences})
            yield Statement(" ".join(said.text.split()), tuple(cites))
        except (ValidationError, ValueError):
            continue
