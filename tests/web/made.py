"""The web application, made as the tests need it."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fastapi import FastAPI

from bot.engine import Bot
from bot.web.profile import Profile
from bot.web.server import make_app

Made = TypeVar("Made")


def made_app(bot: Bot, profile: Profile) -> FastAPI:
    """Return the web application; see :func:`in_a_loop`."""
    return in_a_loop(lambda: make_app(bot, profile))


def in_a_loop(make: Callable[[], Made]) -> Made:
    """Make something of Gradio's while an event loop runs, and close the loop.

    Where none runs, Gradio opens one for each of its locks and closes none of them. Playwright
    keeps one running, but only if a test with a browser came before; hence a thread of its own.
    """

    async def made() -> Made:
        return make()

    return run(made())


def run(work: Coroutine[object, object, Made]) -> Made:
    """Return what ``work`` comes to, also where Playwright keeps an event loop running."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
