"""A real server with the fake bot, for a process of its own: ``python -m tests.web.served PORT``.

Besides the chat it answers ``/scan?hex=…``: what in the process holds a text.
"""

import gc
import sys

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.settings import BotSettings
from bot.web import server
from corpus import load_corpus
from tests.support import REPOSITORY
from tests.web.fake_bot import FakeBot


def scan(request: Request) -> PlainTextResponse:
    """Say, in a line each, which objects of this process hold a text with the canary."""
    canary = bytes.fromhex(request.query_params["hex"])
    gc.collect()
    found: list[str] = []
    for tracked in gc.get_objects():
        # Dictionaries and tuples of plain texts are not tracked themselves.
        holders = [tracked]
        for holder in holders:
            for item in gc.get_referents(holder):
                if isinstance(item, str | bytes | bytearray):
                    text = item.encode(errors="replace") if isinstance(item, str) else item
                    if item is not canary and canary in text:
                        found.append(f"{type(tracked).__name__}, {type(holder).__name__}")
                elif isinstance(item, dict | tuple) and not gc.is_tracked(item):
                    holders.append(item)
    return PlainTextResponse("\n".join(found))


def main() -> None:
    """Serve the chat with the fake bot and the shipped documents."""
    bot = FakeBot(load_corpus(REPOSITORY / "corpus"))
    made = server.make_app

    def with_scan(bot: FakeBot) -> FastAPI:
        app = made(bot)
        app.router.routes.insert(0, Route("/scan", scan))
        return app

    server.make_app = with_scan  # type: ignore[assignment]
    server.serve(bot, BotSettings(port=int(sys.argv[1])))


if __name__ == "__main__":
    main()
