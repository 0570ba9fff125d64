"""Many askers at once, in a process of their own so that they do not slow the server's down.

``python -m eval.bench.client ADDRESS CLIENTS SECONDS`` prints one line of JSON: for each
request its outcome and its seconds. Each client has a connection of its own and asks again
as soon as it has an answer. One that is refused waits a tenth of a second, whatever
Retry-After says: the server must hold against those who do not listen.
"""

import asyncio
import itertools
import json
import ssl
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx

from eval.bench.asked import dev_questions

REFUSED = (429, 503)
PAUSE_SECONDS = 0.1
TIMEOUT_SECONDS = 60.0

Outcome = tuple[str, float]


@dataclass(frozen=True)
class Load:
    """What came of it.

    Attributes:
        took_s: Seconds from the first question to the last answer.
        outcomes: Of each request, what it ended in and after how many seconds.
    """

    took_s: float
    outcomes: list[Outcome]


async def ask_until(
    client: httpx.AsyncClient,
    address: str,
    questions: list[str],
    deadline: float,
    found: list[Outcome],
) -> None:
    """Ask one question after another until ``deadline``, by :func:`time.perf_counter`."""
    for question in itertools.cycle(questions):
        begun = time.perf_counter()
        if begun >= deadline:
            return
        kind = await _outcome(client, address, question)
        found.append((kind, time.perf_counter() - begun))
        if kind != "200":
            await asyncio.sleep(PAUSE_SECONDS)


async def _outcome(client: httpx.AsyncClient, address: str, question: str) -> str:
    """Ask once; return the status, with what is wrong about it, or the error's name."""
    try:
        answer = await client.post(f"{address}/api/ask", json={"question": question})
    except httpx.HTTPError as error:
        return type(error).__name__
    if answer.status_code in REFUSED and "retry-after" not in answer.headers:
        return f"{answer.status_code} without Retry-After"
    if answer.status_code == 200:
        try:
            whole = isinstance(answer.json()["quotes"], list)
        except (ValueError, KeyError, TypeError):
            whole = False
        return "200" if whole else "200 without quotes"
    return str(answer.status_code)


async def load(address: str, clients: int, seconds: float) -> Load:
    """Let ``clients`` ask for ``seconds``; each begins elsewhere among the dev questions."""
    texts = dev_questions()
    found: list[Outcome] = []
    # One for all: each client would read the certificates anew, and none is needed.
    context = ssl.create_default_context()
    async with AsyncExitStack() as stack:
        askers = [
            await stack.enter_async_context(
                httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, verify=context)
            )
            for _ in range(clients)
        ]
        begun = time.perf_counter()
        starts = [number * len(texts) // clients for number in range(clients)]
        await asyncio.gather(
            *(
                ask_until(client, address, texts[s:] + texts[:s], begun + seconds, found)
                for client, s in zip(askers, starts, strict=True)
            )
        )
        return Load(time.perf_counter() - begun, found)


def main() -> None:
    """Ask, and print the outcomes."""
    address, clients, seconds = sys.argv[1:]
    found = asyncio.run(load(address, int(clients), float(seconds)))
    sys.stdout.write(json.dumps({"took_s": found.took_s, "outcomes": found.outcomes}) + "\n")


if __name__ == "__main__":
    main()
