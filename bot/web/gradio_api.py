"""The endpoint for ``gradio_client``: the same question and the same JSON as ``/api/ask``."""

from typing import Any

from gradio.events import api
from pydantic import ValidationError

from bot.web import problem
from bot.web.problem import ProblemError
from bot.web.service import Asked, Service

NAME = "ask"


def offer(service: Service, **queued: Any) -> None:  # noqa: ANN401 - as Gradio types them
    """Add the endpoint to the blocks at hand; ``queued`` says how it shares Gradio's queue.

    A question that cannot be answered gives the problem instead: raised, it would lose the
    clinic's notices. ``gradio_client`` needs nothing of Gradio but what the page needs.
    """
    llm = service.bot.summariser is not None
    if llm:
        # Who waits for a language model must hold nobody's place in Gradio's line.
        queued = {"concurrency_limit": None}

    async def ask(
        question: str, language: str | None = None, history: list[str] | None = None
    ) -> dict[str, Any]:
        """Ask a question; see docs/api.md for what comes back."""
        try:
            asked = Asked(question=question, language=language, history=tuple(history or ()))
            return (await service.reply(asked, waited=not llm)).as_json()
        except ValidationError as error:
            return problem.invalid(error, set(Asked.model_fields)).as_json()
        except ProblemError as error:
            return error.problem.as_json()

    api(ask, api_name=NAME, api_description="Ask a question.", **queued)
