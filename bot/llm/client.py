"""Ask a chat model, and get its reply within a set time and length, or nothing.

Whatever goes wrong costs the visitor nothing but the summary. The reply is read as it comes
and given up as soon as it is too long or too late, so a server that floods or never ends
holds neither memory nor, for long, a thread; one that is silent holds a thread until it
speaks, and only so many may be held.
"""

import logging
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from bot.llm.reply import MAX_REPLY

_log = logging.getLogger(__name__)

TIMEOUT = 20.0
"""Seconds one reply may take. The quotes wait for it, so it is short."""

AT_ONCE = 4
"""Replies awaited at once, given-up ones among them; a question beyond gets no summary."""


REFUSALS = (400, 422)
"""HTTP status of a server that does not know what it was sent."""


class Client:
    """Asks one chat model. Safe to use from several threads.

    Attributes:
        name: ``PROVIDER:MODEL``, as the operator named it.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        timeout: float = TIMEOUT,
        shaped: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Ask ``model``.

        Args:
            model: Any chat model.
            name: What to call it.
            timeout: Seconds until the end of a reply.
            shaped: What to send besides, until the server refuses it.
        """
        self.name = name
        self._model = model
        self._timeout = timeout
        self._shaped = shaped
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, messages: Sequence[BaseMessage]) -> str | None:
        """Return the model's reply; None if it failed, came late or is too long."""
        if not self._free.acquire(blocking=False):
            return None
        done: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        until = time.monotonic() + self._timeout

        def run() -> None:
            try:
                done.put(self._read(messages, until))
            except Exception as error:  # whatever the provider's package raises
                # Only what kind it was: a message may hold the question.
                _log.warning("the chat model gave no summary: %s", type(error).__name__)
                if getattr(error, "status_code", None) in REFUSALS:
                    self._shaped = {}
                done.put(None)
            finally:
                self._free.release()

        # A daemon, so that a model that never answers does not hold the process at its end.
        threading.Thread(target=run, daemon=True).start()
        try:
            return done.get(timeout=self._timeout)
        except queue.Empty:
            return None

    def _read(self, messages: Sequence[BaseMessage], until: float) -> str | None:
        from langsmith import tracing_context

        parts: list[str] = []
        length = 0
        # Whatever the environment says, nobody else is sent what is asked here.
        with tracing_context(enabled=False):
            for chunk in self._model.stream(list(messages), **self._shaped):
                text = chunk.text
                parts.append(text)
                # One for each chunk, so that empty ones come to an end too.
                length += len(text) + 1
                if length > 2 * MAX_REPLY or time.monotonic() > until:
                    return None
        return "".join(parts)
