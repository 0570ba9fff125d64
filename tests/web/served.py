"""A real server with the fake bot, for a process of its own.

``python -m tests.web.served PORT web|kiosk|web-llm``, the last with a language model that repeats
what it reads, and thinks about it. Besides the chat it answers ``/scan?hex=…``, what
in the process holds a text, and ``/lookups``, the names of other machines it wanted to know.
"""

import gc
import socket
import sys
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.safeguarding.notices import load_notices
from bot.settings import BotSettings
from bot.web import server
from bot.web.profile import Profile
from corpus import load_corpus
from tests.llm.parrot import NAME, Parrot
from tests.support import REPOSITORY
from tests.web.fake_bot import FakeBot

THINKS = 1.5
"""Seconds the language model takes."""


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


def watch_lookups() -> list[str]:
    """Let no name but this machine's be looked up; return the list of those that were tried."""
    tried: list[str] = []
    known = socket.getaddrinfo

    # It takes and gives whatever the real one does.
    def refuse(host: str | bytes | None, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
        name = host.decode() if isinstance(host, bytes) else host
        if name in (None, "", "127.0.0.1", "localhost", "::1"):
            return known(host, *rest, **more)
        tried.append(str(name))
        raise socket.gaierror

    socket.getaddrinfo = refuse
    return tried


def main() -> None:
    """Serve the chat with the fake bot and the shipped documents."""
    port, name = int(sys.argv[1]), sys.argv[2]
    tried = watch_lookups()
    llm = name.endswith("-llm")
    bot = FakeBot(
        load_corpus(REPOSITORY / "corpus"), Parrot(THINKS, remembers=False) if llm else None
    )
    made = server.make_app

    def with_scan(bot: FakeBot, profile: Profile) -> FastAPI:
        app = made(bot, profile)
        app.router.routes.insert(0, Route("/scan", scan))
        lookups = Route("/lookups", lambda _: PlainTextResponse("\n".join(tried)))
        app.router.routes.insert(0, lookups)
        return app

    # The fake bot stands in for the real one.
    server.make_app = with_scan  # type: ignore[assignment]
    book = load_notices()
    profile = (
        Profile(book, kiosk=True, large_px=45)
        if name == "kiosk"
        else Profile(
            book,
            exit_to="http://elsewhere.invalid/weather",
            large_px=24,
            llm=NAME if llm else None,
        )
    )
    server.serve(bot, BotSettings(port=port), profile)


if __name__ == "__main__":
    main()
