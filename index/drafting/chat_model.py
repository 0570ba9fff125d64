"""Ask any LangChain chat model, and get a reply or a clear error within a set time.

What stops a model differs from provider to provider: a refused connection, a key that is
missing, a model that was never pulled, a server that accepts and says nothing. Each is one
line that names the model. The wait is limited here, not by the provider's own settings,
which have a different name in each package and in some none.
"""

import queue
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult

from index.drafting.reply import Reply, ReplyError, read_reply
from index.errors import ChatModelError

TIMEOUT = 180.0
"""Seconds one reply may take; a small model on a small machine needs a minute or two."""

_T = TypeVar("_T")


def open_chat_model(
    name: str,
    base_url: str | None = None,
    option: str = "--model",
    more: Mapping[str, Any] | None = None,
) -> BaseChatModel:
    """Return the chat model ``PROVIDER:NAME``; nothing is asked yet.

    Args:
        name: As the operator wrote it.
        base_url: Of the provider's server; its own when None.
        option: Where it was written, for the error.
        more: What else the provider's package is to be told.

    Raises:
        ChatModelError: If the name, the provider's package or its settings are missing.
    """
    if not re.fullmatch(r"[a-z_]+:\S+", name):
        msg = f"{option} {name!r} is not PROVIDER:NAME. Say, for instance, ollama:llama3.1."
        raise ChatModelError(msg)
    from langchain.chat_models import init_chat_model

    provider, _, model = name.partition(":")
    options: dict[str, Any] = {**({"base_url": base_url} if base_url else {}), **(more or {})}
    try:
        opened: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        wanted = re.search(r"pip install [\w\-\[\],\"]+", str(error))
        line = wanted[0] if wanted else f"pip install langchain-{provider}"
        msg = (
            f"The chat model {name!r} needs a package that is not installed. "
            f"Install it with: .venv/bin/{line}"
        )
        raise ChatModelError(msg) from None
    except Exception as error:  # whatever the provider's package raises
        msg = f"The chat model {name!r} cannot be used: {_one_line(error)}"
        raise ChatModelError(msg) from None
    return opened


class Asker:
    """Asks one chat model.

    Attributes:
        name: How the editor named the model; kept as the origin of its questions.
    """

    def __init__(self, model: BaseChatModel, name: str, timeout: float = TIMEOUT) -> None:
        """Ask ``model``, waiting at most ``timeout`` seconds for each reply."""
        self.name = name
        self._model = model
        self._timeout = timeout
        self._structured = True

    def ask(self, messages: Sequence[BaseMessage]) -> tuple[Reply, int]:
        """Return the proposals in the model's reply, and how many could not be read.

        Raises:
            ReplyError: If the reply is of no use.
            ChatModelError: If there is none.
        """
        if self._structured:
            try:
                return self._within(lambda: self._ask_structured(messages))
            except (ReplyError, ChatModelError):
                raise
            except Exception:  # a model, or its server, without structured output
                self._structured = False
        try:
            return self._within(lambda: read_reply(self._model.invoke(list(messages))))
        except (ReplyError, ChatModelError):
            raise
        except Exception as error:  # whatever the provider's package raises
            msg = (
                f"The chat model {self.name!r} does not answer: {_one_line(error)} "
                "Check that it runs, its address (--base-url), its name and its key."
            )
            raise ChatModelError(msg) from None

    def _ask_structured(self, messages: Sequence[BaseMessage]) -> tuple[Reply, int]:
        # Without ``include_raw``, which asks in a thread that the process waits for at its
        # end, however long the model is silent.
        heard = _Listener()
        try:
            chain = self._model.with_structured_output(Reply)
            found: Any = chain.invoke(list(messages), config={"callbacks": [heard]})
        except Exception:
            if heard.message is None:
                raise
            found = None
        # One entry that does not fit makes LangChain give up the others; they are in the raw
        # reply.
        return read_reply(heard.message if found is None else found)

    def _within(self, work: Callable[[], _T]) -> _T:
        """Do ``work`` in a thread that is left to itself when it takes too long."""
        done: queue.SimpleQueue[tuple[_T | None, Exception | None]] = queue.SimpleQueue()

        def run() -> None:
            from langsmith import tracing_context

            try:
                # Whatever the environment says, nobody else is sent what is asked here.
                with tracing_context(enabled=False):
                    done.put((work(), None))
            except Exception as error:  # handed to who waits
                done.put((None, error))

        threading.Thread(target=run, daemon=True).start()
        try:
            value, error = done.get(timeout=self._timeout)
        except queue.Empty:
            msg = (
                f"The chat model {self.name!r} did not answer within {self._timeout:g} seconds. "
                "Give it longer (--timeout), or name a quicker one."
            )
            raise ChatModelError(msg) from None
        if error is not None:
            raise error
        return value  # type: ignore[return-value]  # set where there is no error


class _Listener(BaseCallbackHandler):
    """Keeps the message that a model replied with, before anything parses it."""

    def __init__(self) -> None:
        self.message: BaseMessage | None = None

    def on_llm_end(self, response: LLMResult, **kwargs: object) -> None:
        generation = response.generations[0][0]
        self.message = getattr(generation, "message", None)


def _one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:300].rstrip(".") + "."
