"""Everybody can use it: no accessibility fault, any screen, large text, keyboard and speech."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bot.messages import LANGUAGES
from bot.web.profile import large_text
from bot.web.strings import STRINGS
from tests.web.conftest import Open, ask, skip, wait_until_ready

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# One voice of this device, and one of somebody else's.
VOICES = """
  const said = window.said = [];
  const voices = [{lang: 'en-GB', localService: true}, {lang: 'lv-LV', localService: LOCAL}];
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => voices, speak: u => said.push(u), cancel: () => said.push('cancel'),
    addEventListener: () => {} }});
"""


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """Return the rules of axe that are broken, and where."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [(fault["id"], [node["html"][:300] for node in fault["nodes"]]) for fault in found]


def settle(page: Page) -> None:
    """Let scrolling and fading come to an end."""
    page.wait_for_timeout(400)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["visit", "stand"])
def test_no_accessibility_fault(
    request: pytest.FixtureRequest, profile: str, language: str
) -> None:
    """Axe finds nothing in any state: start, answer, source, refusal, notice, fault, way out."""
    open_page: Open = request.getfixturevalue(profile)
    page = open_page(locale=language, color_scheme="light", reduced_motion="reduce")
    assert faults(page) == []
    page.click("#display summary")
    page.click(".help summary")
    assert faults(page) == []
    page.click(".help summary")
    page.locator(".theme summary").first.click()
    assert faults(page) == []
    ask(page, "risk notice")
    assert faults(page) == []
    page.locator(".card .source summary").first.click()
    assert faults(page) == []
    page.keyboard.press("Escape")
    ask(page, "capital topic", 2)
    page.locator(".nearest summary").first.click()
    ask(page, "", 3)
    settle(page)
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert faults(page) == []
    page.evaluate("document.querySelector('[data-act=contrast]').click()")
    page.evaluate("document.querySelector('[data-act=larger]').click()")
    settle(page)
    assert faults(page) == []
    page.emulate_media(forced_colors="active")
    # The system picks the colours then, which axe does not know.
    assert [fault for fault in faults(page) if fault[0] != "color-contrast"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fault_in_what_only_the_kiosk_has(stand: Open, language: str) -> None:
    """Neither with the keyboard and the code open nor in the warning and under the cover."""
    page = stand(locale=language, clock=True, reduced_motion="reduce")
    page.tap("#question-box textarea")
    page.wait_for_selector("#keyboard .space")
    assert faults(page) == []
    ask(page, "bleed")
    page.locator(".code summary").first.click()
    assert faults(page) == []
    skip(page, 92)
    page.wait_for_selector("#idle")
    assert faults(page) == []
    page.route("**/healthz", lambda route: route.abort())
    page.click("#idle .end")
    page.wait_for_selector("#cover")
    assert faults(page) == []


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (1280, 800), (1920, 1080), (2160, 3840)])
@pytest.mark.parametrize("large", [False, True])
def test_fits_every_screen(visit: Open, size: tuple[int, int], large: bool) -> None:
    """No sideways scroll from 320 px to 4K upright, and every control can be touched."""
    page = visit(viewport={"width": size[0], "height": size[1]}, locale="lv-LV")
    if large:
        page.click("#display summary")
        page.click("[data-act=larger]")
    for state in ("start", "answered"):
        if state == "answered":
            ask(page, f"risk notice {'garšvārds' * 20}")
            page.locator(".card .source summary").first.click()
            settle(page)
            fits(page, size[0])
            page.keyboard.press("Escape")
            ask(page, "x", 2)
        fits(page, size[0])


@pytest.mark.parametrize("large", [False, True])
def test_kiosk_targets_are_large(stand: Open, large: bool) -> None:
    """On the kiosk, with the keyboard open, every target is at least 44 px in both directions."""
    page = stand(locale="lv-LV")
    if large:
        page.click("#display summary")
        page.click("[data-act=larger]")
    page.tap("#question-box textarea")
    fits(page, 1080, narrowest=44)
    ask(page, "risk notice")
    page.locator(".card .source summary").first.click()
    fits(page, 1080, narrowest=44)


def fits(page: Page, width: int, narrowest: int = 24) -> None:
    """Check that nothing is wider than the screen and all targets are large enough."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    targets = page.locator("button, summary, textarea, a:not(.skip), #language label").evaluate_all(
        "e => e.filter(x => x.offsetParent).map(x => { const r = x.getBoundingClientRect();"
        " return [r.width, r.height, x.outerHTML.slice(0, 80)] })"
    )
    assert targets
    assert [t for t in targets if t[1] < 44 or t[0] < narrowest] == []


@pytest.mark.parametrize("size", [(320, 640), (1280, 720), (1080, 1920)])
def test_way_out_is_always_in_sight(visit: Open, size: tuple[int, int]) -> None:
    """Wherever one has scrolled to, the exit can be pressed and the question is not covered."""
    page = visit(viewport={"width": size[0], "height": size[1]})
    ask(page, "risk notice")
    ask(page, "bleed", 2)
    settle(page)
    for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"scrollTo(0, {place})")
        page.wait_for_timeout(700)
        hit = page.evaluate(
            "() => { const r = document.querySelector('#exit').getBoundingClientRect();"
            " return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)?.id }"
        )
        assert hit == "exit"


def test_answer_is_not_behind_the_bar(visit: Open) -> None:
    """The question that was just asked is in sight below the line at the top."""
    page = visit(viewport={"width": 390, "height": 844})
    ask(page, "risk")
    ask(page, "bleed", 2)
    page.wait_for_timeout(900)
    below = page.evaluate(
        "document.querySelector('#question-2').getBoundingClientRect().top"
        " - document.querySelector('#safety').getBoundingClientRect().bottom"
    )
    assert 0 <= below < 100


def test_large_text_is_large_enough_for_the_distance(stand: Open) -> None:
    """EN 301 549 5.1.4: every text on the kiosk's large mode has the size its distance asks."""
    wanted = large_text(60, 0.248)
    assert wanted == 45
    page = stand()
    page.click("#display summary")
    page.click("[data-act=larger]")
    ask(page, "risk notice")
    smallest = page.evaluate(
        "() => Math.min(...[...document.querySelectorAll('gradio-app *')].filter(e =>"
        " e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())"
        " && !e.closest('.hidden, .skip, .sr-only, #status')).map(e =>"
        " parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= wanted


@pytest.mark.parametrize("local", [True, False])
def test_reading_aloud_uses_this_devices_voices(stand: Open, local: bool) -> None:
    """A quote is read in its language, whole, at a moderate volume; never by a remote voice."""
    page = stand()
    page.add_init_script(VOICES.replace("LOCAL", str(local).lower()))
    page.reload()
    wait_until_ready(page)
    ask(page, "lubrik")  # a Latvian quote, then an English one
    buttons = page.locator("[data-act=listen]")
    assert [one.is_visible() for one in buttons.all()] == [local, True]
    buttons.nth(1).click()
    assert page.evaluate("said.at(-1).text") == page.locator("blockquote").nth(1).inner_text()
    assert page.evaluate("[said.at(-1).lang, said.at(-1).volume]") == ["en", 0.5]
    assert buttons.nth(1).inner_text() == STRINGS["en"].spoken["stop"]
    buttons.nth(1).click()
    assert page.evaluate("said.at(-1)") == "cancel"
    assert buttons.nth(1).inner_text() == STRINGS["en"].listen


def test_reading_aloud_is_not_offered_without_a_voice(visit: Open) -> None:
    """Where there is no voice there is no button that does nothing."""
    page = visit()
    ask(page, "bleed")
    assert page.locator("[data-act=listen]:visible").count() == 0
    assert page.locator(".volume:visible").count() == 0
