"""Serve the chat page."""

import socket
import sys
import threading
import time
import urllib.request

import gradio as gr
import threadpoolctl
import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from bot.engine import Bot
from bot.errors import BotError
from bot.settings import BotSettings
from bot.web.api import make_api
from bot.web.assets import head
from bot.web.environment import check_silence
from bot.web.forgetful import forget_sessions
from bot.web.operators import add_operators_routes
from bot.web.page import Page
from bot.web.profile import Profile
from bot.web.rate import RateGuard
from bot.web.security import Guard
from bot.web.service import Service
from corpus.errors import QuotewellError

POLL_SECONDS = 0.1
BACKLOG = 128


class AddressError(BotError):
    """The chat cannot be served where the settings say."""


def make_app(bot: Bot, profile: Profile) -> FastAPI:
    """Return the web application; nothing is opened or loaded yet."""
    service = Service(bot, profile.waiting)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # No origin but the page's own; without this, Gradio would allow any.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    metrics = service.counters.metrics
    if profile.rate_limit:
        app.add_middleware(RateGuard, limit=profile.rate_limit, metrics=metrics)
    app.add_middleware(Guard, metrics=metrics)
    add_operators_routes(app, service, profile)
    if not profile.kiosk:
        app.mount("/api", make_api(service))
    page = Page(service, profile)
    gr.mount_gradio_app(
        app,
        page.blocks,
        path="/",
        app_kwargs={"openapi_url": None},
        theme=gr.themes.Base(font="system-ui", font_mono="ui-monospace"),
        head=head(profile),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        mcp_server=False,
    )
    forget_sessions(app, page.blocks)
    return app


def serve(bot: Bot, settings: BotSettings, profile: Profile) -> None:
    """Serve the chat until interrupted; say where once it answers.

    Args:
        bot: Who answers; a visitor waits for what is not warm yet.
        settings: Where to listen.
        profile: What the page is for.

    Raises:
        AddressError: If the address is in use or not this machine's.
        TelemetryError: If a library would tell others what is asked here.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    check_silence()
    listening = _listen(settings.host, settings.port)
    with listening:
        # A question's products wait for memory, not for the processor; on two threads each they
        # also wait for one another: 26 answers a second for 64 clients against 45 (two cores).
        threadpoolctl.threadpool_limits(1, "blas")
        config = uvicorn.Config(
            make_app(bot, profile), access_log=False, server_header=False, log_level="warning"
        )
        server = uvicorn.Server(config)
        address = _address(settings.host, settings.port)
        failed: list[QuotewellError] = []

        def begin() -> None:
            _announce(address, server)
            # Only now: reading models and importing what they need would delay the page.
            try:
                bot.warm_up()
                check_silence()  # again: now all is imported
            except QuotewellError as error:
                failed.append(error)
                server.should_exit = True

        threading.Thread(target=begin, daemon=True).start()
        server.run(sockets=[listening])
        if failed:
            raise failed[0]


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        msg = (
            f"The chat cannot be served at {host}, port {port}: {error.strerror}. "
            "Stop what uses the port, or choose another with --port or QUOTEWELL_PORT."
        )
        raise AddressError(msg) from None


def _address(host: str, port: int) -> str:
    # Nothing is bound here: it is what a visitor's browser can open instead.
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{here}]:{port}/" if ":" in here else f"http://{here}:{port}/"


def _announce(address: str, server: uvicorn.Server) -> None:
    """Wait until the page answers, then say so in one line."""
    # Never through a proxy: the page is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while not server.should_exit:
        try:
            with opener.open(address, timeout=5) as answer:
                answer.read()
        except OSError:
            time.sleep(POLL_SECONDS)
            continue
        sys.stdout.write(f"Quotewell answers at {address} (Ctrl+C stops it)\n")
        sys.stdout.flush()
        return
