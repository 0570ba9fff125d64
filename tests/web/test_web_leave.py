"""The ways out: each leaves nothing on the screen, in the browser or in the server."""

import re
import secrets
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from bot.messages import LANGUAGES
from bot.web.strings import STRINGS
from tests.web.conftest import (
    Open,
    Served,
    ask,
    choose_language,
    serving,
    skip,
    visits,
    wait_until_ready,
)
from tests.web.test_web_privacy import FORGETS, held_for_long

ELSEWHERE = "http://elsewhere.invalid/weather"


def leaves(page: Page) -> None:
    """Let the way out of the web profile lead to an empty page."""
    page.route(ELSEWHERE, lambda route: route.fulfill(body="<title>Weather</title>sun"))


def loses(page: Page, text: str) -> bool:
    """Tell whether a page that is being left holds ``text`` no more, five seconds later at most."""
    until = time.monotonic() + FORGETS
    while time.monotonic() < until:
        try:
            if text not in page.content():
                return True
        except Error:  # it is between two pages
            pass
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("way", ["button", "link", "shift"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_exit_leads_elsewhere(visit: Open, way: str, language: str) -> None:
    """By button, by the link early in the order, or by Shift three times; Back shows nothing."""
    page = visit(locale=language)
    leaves(page)
    ask(page, "bleed canary")
    if way == "button":
        page.get_by_role("button", name=STRINGS[language].exit).click()
    elif way == "link":
        page.locator("a.skip").nth(1).focus()
        page.keyboard.press("Enter")
    else:
        page.keyboard.press("Shift")
        assert page.locator("#status").inner_text() == STRINGS[language].spoken["shift2"]
        page.keyboard.press("Shift")
        page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert "canary" not in page.content()


def test_exit_hides_in_the_same_moment(visit: Open) -> None:
    """Everything is gone from the page before the click is over, and is announced."""
    page = visit()
    page.route(ELSEWHERE, lambda _: None)  # nobody answers
    ask(page, "bleed")
    left = page.evaluate(
        "() => { document.querySelector('#exit').click(); return [document.body.innerText,"
        " document.querySelector('gradio-app'), document.querySelector('#cover').role] }"
    )
    assert left == [STRINGS["en"].spoken["leaving"], None, "alert"]


def test_other_keys_start_the_count_over(visit: Open) -> None:
    """Typing capitals does not leave the page."""
    page = visit()
    page.locator("#question-box textarea").focus()
    for _ in range(3):
        page.keyboard.press("Shift")
        page.keyboard.press("A")
    assert page.locator("gradio-app").count() == 1


@pytest.mark.parametrize("profile", ["web", "kiosk"])
def test_exit_works_when_the_server_has_stopped(
    tmp_path: Path, chromium: Browser, profile: str
) -> None:
    """Without the server the web leads elsewhere all the same; the kiosk covers and waits."""
    with serving(tmp_path, profile) as served, visits(served.address, chromium) as open_page:
        page = open_page()
        leaves(page)
        ask(page, "bleed canary")
        served.process.terminate()
        served.process.wait()
        page.click("#exit")
        if profile == "web":
            page.wait_for_url(ELSEWHERE)
        else:
            page.wait_for_selector(f"#cover:text('{STRINGS['en'].spoken['waiting']}')")
        assert "canary" not in page.content()


@pytest.mark.parametrize("way", ["#finish", "#exit"])
def test_kiosk_goes_to_its_start_screen(stand: Open, way: str) -> None:
    """Everything is as for the first visitor: language, size, contrast, and no conversation."""
    page = stand(locale="lv-LV")
    start = page.url
    choose_language(page, "en")
    page.click("#display summary")
    page.click("[data-act=larger]")
    page.click("[data-act=contrast]")
    assert page.evaluate("document.documentElement.dataset.contrast") == "high"
    ask(page, "bleed canary")
    page.fill("#question-box textarea", "half canary")
    page.click(way)
    page.wait_for_selector(".example")
    wait_until_ready(page)
    assert page.url == start
    assert page.evaluate("document.documentElement.lang") == "lv"
    state = page.evaluate("({...document.documentElement.dataset})")
    assert (state["text"], state["contrast"]) == ("normal", "normal")
    assert page.evaluate("document.documentElement.style.fontSize") == ""
    assert "canary" not in page.content()
    assert page.locator("#question-box textarea").input_value() == ""
    page.go_back()
    page.wait_for_timeout(300)
    assert "canary" not in page.content()


def test_finish_starts_anew(visit: Open) -> None:
    """In the web profile the page is fresh as well, and the next question is the first."""
    page = visit()
    ask(page, "bleed")
    page.click("#finish")
    page.wait_for_selector(".example")
    wait_until_ready(page)
    ask(page, "bleed")
    assert page.locator(".turn").count() == 1


def test_idle_kiosk_warns_hides_and_clears(stand: Open) -> None:
    """After 90 s a warning hides the conversation; 30 s later the start screen is back."""
    page = stand(clock=True, reduced_motion="reduce")
    ask(page, "bleed canary")
    skip(page, 88)
    assert page.locator("#idle").count() == 0
    skip(page, 4)
    page.wait_for_selector("#idle")
    covered = page.evaluate(
        "document.elementFromPoint(innerWidth / 2, innerHeight / 3).closest('#idle') !== null"
    )
    assert covered
    assert page.locator("gradio-app").evaluate("e => e.inert")
    assert page.evaluate("document.activeElement.className") == "stay"
    seconds = STRINGS["en"].spoken["countdown"]
    assert page.locator("#idle-spoken").inner_text() == seconds.format(seconds=30)
    skip(page, 21)
    # Not wait_for_function, whose second look is code the page's policy forbids.
    expect(page.locator("#idle [aria-hidden]")).to_have_text(re.compile(" [1-9] "))
    assert "30" not in page.locator("#idle-spoken").inner_text()
    skip(page, 12)
    page.wait_for_selector("#idle", state="detached")
    wait_until_ready(page)
    assert "canary" not in page.content()


def test_warning_can_be_put_off_again_and_again(stand: Open) -> None:
    """One tap goes on with the conversation, a dozen times."""
    page = stand(clock=True, reduced_motion="reduce")
    ask(page, "bleed")
    for _ in range(12):
        skip(page, 92)
        page.tap("#idle .stay")
        page.wait_for_selector("#idle", state="detached")
    assert page.locator(".turn").count() == 1
    skip(page, 92)
    page.tap("#idle .end")
    page.wait_for_selector("#idle", state="detached")
    assert page.locator(".turn").count() == 0


def test_untouched_start_screen_does_not_warn(stand: Open) -> None:
    """Nobody is asked whether they are there when nobody was."""
    page = stand(clock=True, reduced_motion="reduce")
    skip(page, 600)
    assert page.locator("#idle").count() == 0


def test_shift_leaves_from_the_warning_too(stand: Open) -> None:
    """The quick way out works while the warning is shown."""
    page = stand(clock=True, reduced_motion="reduce")
    ask(page, "bleed canary")
    skip(page, 92)
    page.wait_for_selector("#idle")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_selector("#idle", state="detached")
    wait_until_ready(page)
    assert "canary" not in page.content()


@pytest.mark.parametrize("profile", ["web", "kiosk"])
def test_server_forgets_within_five_seconds(
    request: pytest.FixtureRequest, profile: str, chromium: Browser
) -> None:
    """After leaving, the server's memory, disk and streams hold nothing of what was asked."""
    served: Served = request.getfixturevalue("served" if profile == "web" else "kiosk")
    canary = f"zq{secrets.token_hex(8)}"
    with visits(served.address, chromium) as open_page:
        page = open_page()
        leaves(page)
        ask(page, f"bleed notice {canary}")
        ask(page, f"and {canary}", 2)
        page.click("#exit")
        assert loses(page, canary)
    assert held_for_long(served, canary) == ""
    assert canary not in served.output.read_text()
