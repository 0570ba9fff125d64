"""Take the README's pictures, and weigh the page: ``python -m tests.web.pictures``.

Answers are the shipped bot's. With a language model in ``QUOTEWELL_LLM`` only the pictures of its
summaries are taken. Otherwise prints, for a page opened five times by a fresh browser, the
bytes over the wire and the milliseconds until a question can be typed (median).
"""

import statistics
import threading
import time
from collections.abc import Callable
from datetime import date

import uvicorn
from playwright.sync_api import Browser, Page, Response, sync_playwright

from bot.cli import ready_bot
from bot.engine import Bot
from bot.settings import BotSettings
from bot.web.profile import Profile, profile_of
from bot.web.server import make_app
from tests.support import REPOSITORY
from tests.web.conftest import CHROMIUM, KIOSK, ask, free_port, wait_until_ready

BLEEDING = "Is bleeding normal?"
TIGHT = "I struggle to poop and I'm also very tight. Is that connected?"
UNTREATED = "hemoroidi ja nearste kas bus"
PICTURES = REPOSITORY / "docs" / "screenshots"
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
SETTLE_MS = 900
OPENINGS = 5

Act = Callable[[Page], None]


def serve(bot: Bot, profile: Profile) -> str:
    """Serve the chat in a thread and return its address."""
    port = free_port()
    config = uvicorn.Config(make_app(bot, profile), port=port, log_level="warning")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.1)
    return f"http://127.0.0.1:{port}/"


def picture(browser: Browser, address: str, name: str, act: Act, **options: object) -> None:
    """Open the page, act on it, and keep what is seen."""
    context = browser.new_context(**options)  # type: ignore[arg-type]  # a keyword each
    page = context.new_page()
    page.goto(address)
    wait_until_ready(page)
    act(page)
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def weigh(browser: Browser, address: str) -> str:
    """Return the page's weight and the time until it can be used."""
    milliseconds, weights = [], []
    for _ in range(OPENINGS):
        page = browser.new_context().new_page()
        responses: list[Response] = []
        page.on("response", lambda response, into=responses: into.append(response))
        started = time.perf_counter()
        page.goto(address)
        wait_until_ready(page)
        page.locator("#question-box textarea").fill("?")
        milliseconds.append((time.perf_counter() - started) * 1000)
        sizes = [one.request.sizes()["responseBodySize"] for one in responses if one.ok]
        weights.append((len(sizes), sum(sizes)))
        page.context.close()
    count, size = weights[-1]
    return (
        f"{count} files, {size / 1e6:.2f} MB over the wire; usable after "
        f"{statistics.median(milliseconds):.0f} ms (median of {OPENINGS})"
    )


def translated(question: str) -> Callable[[Page], None]:
    """Ask, and open the translation under the first quote."""

    def act(page: Page) -> None:
        ask(page, question)
        page.locator(".translation summary").first.click()

    return act


def follow_up(page: Page) -> None:
    """Ask twice, the second time by half a question."""
    ask(page, "is anal still frowned upon")
    ask(page, "how come", 2)


def larger(page: Page) -> None:
    """Choose large text and ask."""
    page.click("#display summary")
    page.click("[data-act=larger]")
    ask(page, "Do I need a condom?")


def summarised(question: str, act: Act = lambda _: None) -> Act:
    """Return an act: ask, wait for the summary, and go on."""

    def asks(page: Page) -> None:
        ask(page, question)
        page.locator("#turns .said").first.wait_for(timeout=60_000)
        act(page)

    return asks


def cited(page: Page) -> None:
    """Follow the first citation."""
    page.locator("#turns [data-act=cite]").first.click()


def main() -> None:
    """Take every picture and print the weights."""
    settings = BotSettings()
    bot = ready_bot(settings)
    bot.warm_up()
    today = date.today()
    web = serve(bot, profile_of(settings, today))
    draft = BotSettings(profile="kiosk", unapproved_notices=True, language="lv")
    kiosk = serve(bot, profile_of(draft, today))
    english, latvian = {"locale": "en-GB"}, {"locale": "lv-LV"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        if settings.llm:
            wide = {"viewport": DESKTOP, **english}
            picture(browser, web, "desktop-en-summary", summarised(TIGHT, cited), **wide)
            small = {"viewport": PHONE, **latvian}
            picture(browser, web, "phone-lv-summary", summarised(UNTREATED), **small)
            browser.close()
            return

        def source(page: Page) -> None:
            ask(page, BLEEDING)
            page.locator(".source summary").first.click()

        def shoot(address: str, name: str, act: Act, **options: object) -> None:
            picture(browser, address, name, act, **options)

        shoot(web, "desktop-en-start", lambda _: None, viewport=DESKTOP, **english)
        shoot(web, "desktop-en-source", source, viewport=DESKTOP, **english)
        shoot(web, "desktop-en-follow-up", follow_up, viewport=DESKTOP, **english)
        shoot(web, "phone-lv-answer", lambda p: ask(p, "vai tas sāp?"), viewport=PHONE, **latvian)
        lubricant = "vai man vajag lubrikantu?"
        shoot(web, "phone-lv-translation", translated(lubricant), viewport=PHONE, **latvian)
        shoot(
            web,
            "desktop-en-translation",
            translated("what is anal sex"),
            viewport=DESKTOP,
            **english,
        )
        dark = {"viewport": PHONE, "color_scheme": "dark", **english}
        shoot(web, "phone-en-dark-refused", lambda p: ask(p, "where can I buy PrEP?"), **dark)
        notice = "he forced me last night and now I'm bleeding"
        shoot(web, "phone-en-notice", lambda p: ask(p, notice), viewport=PHONE, **english)
        touch = {"viewport": KIOSK, "has_touch": True, **latvian}
        shoot(kiosk, "kiosk-lv-start", lambda _: None, **touch)
        shoot(kiosk, "kiosk-lv-keyboard", lambda p: p.tap("#question-box textarea"), **touch)
        shoot(kiosk, "kiosk-lv-large", larger, **touch)
        print("web:", weigh(browser, web))  # noqa: T201, a command's output
        print("kiosk:", weigh(browser, kiosk))  # noqa: T201, likewise
        browser.close()


if __name__ == "__main__":
    main()
