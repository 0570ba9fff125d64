"""The translation under a quote, in a real browser: closed, labelled, and never the answer."""

import pytest
from playwright.sync_api import Page

from bot import messages
from bot.messages import LANGUAGES
from corpus.translation import MACHINE_DRAFT, Review
from tests.web.conftest import Open, ask, wait_until_ready
from tests.web.fake_bot import FakeBot
from tests.web.test_web_access import faults, fits, settle

LOCALES = {"en": "en-GB", "lv": "lv-LV"}
# One quote in the other language, and one in the visitor's own.
MIXED = "risk"
LABELS = {one: messages.translated(Review(MACHINE_DRAFT), "", one) for one in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["visit", "stand"])
def test_translation_opens_under_the_quote(
    request: pytest.FixtureRequest, bot: FakeBot, profile: str, language: str
) -> None:
    """Closed at first; opened, it is below its quote, in its language, after its label."""
    page: Page = request.getfixturevalue(profile)(locale=LOCALES[language])
    ask(page, MIXED)
    foreign = next(q for q in bot.ask(MIXED).quotes if q.language != language)
    aid = page.locator(".translation")
    assert aid.count() == 1
    assert aid.locator("summary").inner_text() == LABELS[language]
    assert not aid.locator("div").is_visible()
    card = page.locator(".card", has=aid)
    assert card.locator("blockquote").inner_text() == foreign.text
    aid.locator("summary").focus()
    page.keyboard.press("Enter")
    assert aid.locator("div").is_visible()
    found = foreign.translation(language)
    assert found
    assert aid.locator("p").last.inner_text() == found.text
    assert aid.locator("div").get_attribute("lang") == language
    quote, words = card.locator("blockquote").bounding_box(), aid.locator("div").bounding_box()
    assert quote
    assert words
    assert quote["y"] + quote["height"] <= words["y"]
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert card.locator("blockquote").evaluate(size) > aid.locator("p").last.evaluate(size)


def test_choice_holds_until_the_page_is_left(visit: Open) -> None:
    """Later answers come with theirs open, or closed again; a new page knows nothing of it."""
    page = visit(locale="lv-LV")
    ask(page, "asiņo")
    page.click(".translation summary")
    ask(page, MIXED, 2)
    settle(page)
    assert page.locator(".translation").count() == page.locator(".translation[open]").count() == 2
    page.locator(".translation summary").last.click()
    ask(page, "asiņo", 3)
    settle(page)
    assert page.locator(".translation[open]").count() == 0
    page.locator(".translation summary").last.click()
    settle(page)
    stored = "[localStorage.length, sessionStorage.length, document.cookie.length]"
    assert page.evaluate(stored) == [0, 0, 0]
    page.click("#finish")
    page.wait_for_selector(".example")
    wait_until_ready(page)
    ask(page, "asiņo")
    settle(page)
    assert page.locator(".translation[open]").count() == 0


def test_kiosk_forgets_the_choice(stand: Open) -> None:
    """Who comes next finds translations closed."""
    page = stand(locale="lv-LV")
    ask(page, "asiņo")
    page.locator(".translation summary").tap()
    assert page.locator(".translation[open]").count() == 1
    page.tap("#finish")
    page.wait_for_selector(".example")
    wait_until_ready(page)
    ask(page, "asiņo")
    settle(page)
    assert page.locator(".translation[open]").count() == 0


def test_copying_takes_the_quote_alone(visit: Open, bot: FakeBot) -> None:
    """Open or not, the translation does not go along as if it were the document's."""
    page = visit(locale="lv-LV", permissions=["clipboard-read", "clipboard-write"])
    ask(page, "asiņo")
    page.click(".translation summary")
    page.click("[data-act=copy]")
    page.wait_for_selector("#status[data-kind=done]")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{bot.ask('asiņo').quotes[0].text}\n— Cleveland Clinic")
    assert "plankumiņi" not in copied


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fault_with_a_translation_open(visit: Open, language: str) -> None:
    """Axe finds nothing at 320 px in any colours; nothing is too wide or too small to touch."""
    page = visit(
        locale=LOCALES[language],
        viewport={"width": 320, "height": 640},
        color_scheme="light",
        reduced_motion="reduce",
    )
    ask(page, MIXED)
    page.click(".translation summary")
    settle(page)
    assert faults(page) == []
    fits(page, 320)
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert faults(page) == []
    page.evaluate("document.querySelector('[data-act=contrast]').click()")
    page.evaluate("document.querySelector('[data-act=larger]').click()")
    settle(page)
    assert faults(page) == []
    fits(page, 320)
    page.emulate_media(forced_colors="active")
    assert [fault for fault in faults(page) if fault[0] != "color-contrast"] == []
