"""The HTTP API: the bot for other programs (docs/api.md).

An application of its own, mounted at ``/api``, so that every error under that address is a
problem and its description of itself (``/api/openapi.json``) knows nothing of the page.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, Path
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import JSONResponse

from bot.messages import LANGUAGES
from bot.reply import NoticeReply, Reply
from bot.web import problem
from bot.web.api_description import ANSWER, EVENTS, QUESTION, describe, problems
from bot.web.catalogue import DocumentEntry, DocumentReply, document_reply, entry_of
from bot.web.problem import ProblemError
from bot.web.service import Answered, Asked, Service
from corpus import Corpus
from corpus.errors import QuotewellError

PATIENCE_SECONDS = 1.0
"""A problem found within this time has its own status; the stream has not begun yet."""

DocumentId = Annotated[str, Path(description="As in a quote or in the list of documents.")]


def make_api(service: Service) -> FastAPI:
    """Return the API of ``service``, to be mounted at ``/api``."""
    app = FastAPI(
        title="Quotewell",
        description="Answers only from reviewed documents, in their own words.",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    problem.answer_with_problems(app, set(Asked.model_fields))
    _add_questions(app, service)
    _add_documents(app, service)
    describe(app)
    return app


def _add_questions(app: FastAPI, service: Service) -> None:
    @app.post(
        "/ask",
        summary="Ask a question",
        response_model=Reply,
        responses={200: ANSWER, **problems(400, 411, 413, 422, 429, 500, 503)},
        openapi_extra=QUESTION,
    )
    async def ask(asked: Asked) -> JSONResponse:
        """Answer in one piece."""
        return JSONResponse((await service.reply(asked)).as_json())

    async def begun(asked: Asked) -> asyncio.Future[Answered]:
        """Return the answer to come; what fails soon fails before the stream begins."""
        answered = service.submit(asked)
        await asyncio.wait([answered], timeout=PATIENCE_SECONDS)
        if answered.done():
            answered.result()
        return answered

    @app.post(
        "/ask/stream",
        summary="Ask a question, and get the answer as events",
        response_class=EventSourceResponse,
        responses={200: EVENTS, **problems(400, 411, 413, 422, 429, 500, 503)},
        openapi_extra=QUESTION,
    )
    async def stream(
        answered: Annotated[asyncio.Future[Answered], Depends(begun)],
    ) -> AsyncIterator[ServerSentEvent]:
        """Answer in parts: notices first, then each quote, then everything, then a summary."""
        try:
            found = await answered
        except ProblemError as error:
            for event in _notices(error.problem.notices):
                yield event
            yield ServerSentEvent(event="problem", data=error.problem.as_json())
            return
        for event in _notices(found.reply.notices):
            yield event
        for quote in found.reply.quotes:
            yield ServerSentEvent(event="quote", data=quote)
        yield ServerSentEvent(event="answer", data=found.reply.as_json())
        summary = await service.summary(found)
        if summary:
            yield ServerSentEvent(event="summary", data=summary)


def _notices(notices: tuple[NoticeReply, ...]) -> Iterator[ServerSentEvent]:
    if notices:
        yield ServerSentEvent(event="notices", data=notices)


def _add_documents(app: FastAPI, service: Service) -> None:
    # Not coroutines: they read the disk when the documents have changed.
    @app.get("/documents", summary="List the reviewed documents", responses=problems(503))
    def documents() -> list[DocumentEntry]:
        """Return what is known of each document, in the manifest's order."""
        return [entry_of(document) for document in _corpus(service).values()]

    @app.get(
        "/documents/{id}", summary="Read a reviewed document", responses=problems(404, 422, 503)
    )
    def document(id: DocumentId) -> DocumentReply:
        """Return a document with its text, to check quotes against."""
        found = _corpus(service).get(id)
        if found is None:
            raise ProblemError(problem.unknown_document())
        return document_reply(found)


def _corpus(service: Service) -> Corpus:
    try:
        return service.bot.corpus
    except QuotewellError:
        raise ProblemError(problem.unavailable(LANGUAGES[0])) from None
