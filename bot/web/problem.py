"""Errors as other programs get them: problem details (RFC 9457).

No problem ever holds what was sent, neither a value nor the name of an unknown field: a
question must not come back in something that clients like to log.
"""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from bot import messages
from bot.errors import Fault
from bot.reply import NoticeReply

MEDIA_TYPE = "application/problem+json"
NO_KIND = "about:blank"
BUSY_SECONDS = 2
UNAVAILABLE_SECONDS = 60


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: Annotated[str, Field(description="Its name; empty for the request as a whole.")]
    message: str


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Annotated[str, Field(description="Which kind it is, for programs; docs/api.md.")]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="What to do about it, for people.")]
    notices: Annotated[
        tuple[NoticeReply, ...], Field(description="The clinic's words; to be shown in any case.")
    ] = ()
    errors: Annotated[
        tuple[FieldProblem, ...], Field(description="With /problems/invalid-request.")
    ] = ()
    retry_after: Annotated[
        int | None, Field(description="Seconds, as in the header Retry-After.")
    ] = None

    def as_json(self) -> dict[str, Any]:
        """Return the members that say something."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def response(self) -> Response:
        """Return the problem as an answer over HTTP."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return JSONResponse(self.as_json(), self.status, headers, MEDIA_TYPE)


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, problem: Problem) -> None:
        """Carry ``problem``; the message is its kind only."""
        super().__init__(problem.type)
        self.problem = problem


def plain(status: int, detail: str) -> Problem:
    """Return a problem that its status says all about."""
    return Problem(type=NO_KIND, title=HTTPStatus(status).phrase, status=status, detail=detail)


def unaskable(fault: Fault, language: str, notices: tuple[NoticeReply, ...]) -> Problem:
    """Return why a question cannot be asked, in the words the page has for it."""
    return Problem(
        type=f"/problems/{fault.replace('_', '-')}",
        title="The question cannot be asked",
        status=422,
        detail=messages.FAULTS[fault][messages.interface_language(language)],
        notices=notices,
    )


def unavailable(language: str, notices: tuple[NoticeReply, ...] = ()) -> Problem:
    """Return that the documents or their index cannot be used at this moment."""
    return Problem(
        type="/problems/unavailable",
        title="Answers are not available",
        status=503,
        detail=messages.UNAVAILABLE[messages.interface_language(language)],
        notices=notices,
        retry_after=UNAVAILABLE_SECONDS,
    )


def failed(notices: tuple[NoticeReply, ...] = ()) -> Problem:
    """Return that something went wrong that nobody foresaw."""
    detail = "The question could not be answered because of a fault in the server."
    return plain(500, detail).model_copy(update={"notices": notices})


def unknown_document() -> Problem:
    """Return that no document has the id asked for."""
    return Problem(
        type="/problems/unknown-document",
        title="There is no document with this id",
        status=404,
        detail="The documents there are stand in /api/documents.",
    )


def busy() -> Problem:
    """Return that as many questions wait as may."""
    return Problem(
        type="/problems/busy",
        title="Too many questions at this moment",
        status=503,
        detail="Many people are asking at this moment. Try again in a few seconds.",
        retry_after=BUSY_SECONDS,
    )


def rate_limited(seconds: int) -> Problem:
    """Return that one client asks too often; it may again in ``seconds``."""
    return Problem(
        type="/problems/rate-limited",
        title="Too many questions from one client",
        status=429,
        detail=f"Ask again in {seconds} s, and more slowly.",
        retry_after=seconds,
    )


def invalid(error: RequestValidationError | ValidationError, fields: set[str]) -> Problem:
    """Return what is wrong with a request.

    Args:
        error: What validation found.
        fields: The names of the fields there are; no other name is repeated.
    """
    return Problem(
        type="/problems/invalid-request",
        title="The request is not as described in /api/openapi.json",
        status=422,
        detail="Correct what “errors” names.",
        errors=tuple(_field_problem(one, fields) for one in error.errors()),
    )


def _field_problem(found: ErrorDetails | Any, fields: set[str]) -> FieldProblem:  # noqa: ANN401 - pydantic's own is loose
    known = [str(part) for part in found["loc"] if isinstance(part, int) or part in fields]
    return FieldProblem(field=".".join(known), message=str(found["msg"]))


DETAILS = {
    404: "There is nothing at this address. What there is stands in /api/openapi.json.",
    405: "This address takes another method; see the header Allow.",
}


def answer_with_problems(app: FastAPI, fields: set[str]) -> None:
    """Let every error of ``app`` be a problem; ``fields`` as in :func:`invalid`."""

    async def raised(_: Request, error: Exception) -> Response:
        assert isinstance(error, ProblemError)  # noqa: S101 - as it is registered for
        return error.problem.response()

    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - likewise
        status = error.status_code
        detail = DETAILS.get(status, "The request could not be read.")
        response = plain(status, detail).response()
        response.headers.update(error.headers or {})
        return response

    async def malformed(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - likewise
        return invalid(error, fields).response()

    app.add_exception_handler(ProblemError, raised)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, malformed)
