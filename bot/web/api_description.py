"""What the API says of itself beyond its types: examples, events and problems."""

from typing import Any

from fastapi import FastAPI

from bot.web.api_examples import QUESTIONS, REPLIES, STREAM
from bot.web.problem import MEDIA_TYPE, Problem

_REFERENCE = "#/components/schemas/{model}"


def _named(values: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: {"value": value} for name, value in values.items()}


QUESTION: dict[str, Any] = {
    "requestBody": {"content": {"application/json": {"examples": _named(QUESTIONS)}}}
}
ANSWER: dict[str, Any] = {
    "description": "Quotes, or that the documents do not answer.",
    "content": {"application/json": {"examples": _named(REPLIES)}},
}
EVENTS: dict[str, Any] = {
    "description": "`notices` first, if there are any; a `quote` for each quote; then `answer` "
    "with the whole answer as `/ask` gives it, but its `summary` is null; then `summary`, if a "
    "language model is in use and something of what it said passed the checks. Where something "
    "fails after the stream began, `problem` comes instead of the quotes and the answer.",
    "content": {"text/event-stream": {"examples": {"en": {"value": STREAM}}}},
}

_SAYS = {
    400: "The body is no text in UTF-8.",
    404: "There is no such document.",
    411: "The body’s length is not said.",
    413: "The body is too long.",
    422: "The question cannot be asked, or the request is malformed.",
    429: "This client asks too often.",
    500: "A fault in the server.",
    503: "The documents cannot be used at this moment, or too many questions wait.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the descriptions of an operation's problems."""
    schema = {"$ref": _REFERENCE.format(model=Problem.__name__)}
    later = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
    return {
        status: {
            "description": _SAYS[status],
            "content": {MEDIA_TYPE: {"schema": schema}},
            **({"headers": {"Retry-After": later}} if status in (429, 503) else {}),
        }
        for status in statuses
    }


def describe(app: FastAPI) -> None:
    """Add the problems' type to the description of ``app``."""
    made = app.openapi

    def with_problems() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = made()
            problem = Problem.model_json_schema(ref_template=_REFERENCE)
            schema["components"]["schemas"] |= problem.pop("$defs")
            schema["components"]["schemas"][Problem.__name__] = problem
        return made()

    # FastAPI's documented way: the method of one instance is replaced.
    app.openapi = with_problems  # type: ignore[method-assign]
