"""Keep the work of answering within bounds (the pattern known as a bulkhead).

Answering keeps a core busy, so more workers than cores would only make every answer late.
What they cannot take at once waits, up to a limit; beyond that it is turned away at once,
which is kinder than a wait without an end.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from bot.errors import BotError
from bot.web.metrics import Metrics

_Result = TypeVar("_Result")


class BusyError(BotError):
    """All workers are busy, and as many wait as may."""


class Bulkhead:
    """A pool of threads with a line of limited length. Safe to use from several threads."""

    def __init__(self, waiting: int, metrics: Metrics, workers: int | None = None) -> None:
        """Start no thread yet.

        Args:
            waiting: How many calls may wait while all workers are busy.
            metrics: Where calls are counted and timed.
            workers: How many calls run at a time; one a core when None.
        """
        workers = workers or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._room = workers + waiting
        self._metrics = metrics
        self._lock = threading.Lock()
        self._inside = 0

    def submit(self, call: Callable[[], _Result], *, waited: bool = False) -> Future[_Result]:
        """Have ``call`` run by a worker.

        Args:
            call: What to run.
            waited: Whether it has waited in a bounded line before and is taken in any case.

        Raises:
            BusyError: If there is no room. Nothing runs or waits then.
        """
        with self._lock:
            if self._inside >= self._room and not waited:
                self._metrics.turn_away("busy")
                raise BusyError
            self._inside += 1
        self._metrics.in_flight.inc()
        started = time.perf_counter()

        def leave(future: Future[_Result]) -> None:
            with self._lock:
                self._inside -= 1
            self._metrics.in_flight.dec()
            if not future.cancelled():
                self._metrics.seconds.observe(time.perf_counter() - started)

        future = self._pool.submit(call)
        future.add_done_callback(leave)
        return future

    async def run(self, call: Callable[[], _Result], *, waited: bool = False) -> _Result:
        """Wait for ``call`` without holding up the event loop; arguments as in :meth:`submit`.

        Cancelled while it waits for a worker, it never runs; one that runs already comes to
        its end, and nobody gets its result.
        """
        return await asyncio.wrap_future(self.submit(call, waited=waited))
