"""Make summaries beside the answers: who waits for a language model holds up nobody else.

Each is made in a thread of its own, outside the bulkhead, and only so many at once; who
finds no room gets the quotes alone.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future

from bot.llm.summary import Summary

_log = logging.getLogger(__name__)

AT_ONCE = 4


class Summaries:
    """Makes summaries. Safe to use from several threads."""

    def __init__(self) -> None:
        """Make none yet."""
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def make(self, call: Callable[[], Summary | None]) -> asyncio.Future[Summary | None]:
        """Have ``call`` run, and return what comes of it, to be awaited: never an error.

        None comes at once if there is no room.
        """
        made: Future[Summary | None] = Future()
        if not self._free.acquire(blocking=False):
            made.set_result(None)
            return asyncio.wrap_future(made)
        made.set_running_or_notify_cancel()

        def run() -> None:
            try:
                made.set_result(call())
            except Exception as error:  # whatever it is, it may hold the question
                _log.error("a summary could not be made: %s", type(error).__name__)
                made.set_result(None)
            finally:
                self._free.release()

        # A daemon, so that a model that is silent does not hold the process at its end.
        threading.Thread(target=run, name="summary", daemon=True).start()
        return asyncio.wrap_future(made)
