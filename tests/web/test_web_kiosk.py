"""The kiosk's page: no way out of it, its keyboard, and what it shows."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import segno
from playwright.sync_api import expect
from typer.testing import CliRunner

from app import cli
from bot.messages import LANGUAGES
from bot.safeguarding.notices import FILE, NoticesError, load_notices
from bot.settings import BotSettings, SettingError, checked_settings
from bot.web.profile import large_text, profile_of
from bot.web.strings import STRINGS
from corpus import Corpus
from tests.support import REPOSITORY
from tests.web.conftest import Open, ask, choose_language

TODAY = date(2026, 11, 22)


def test_nothing_leads_out(stand: Open, shipped: Corpus) -> None:
    """No link, no menu, no window, no dropped file, no address that opens Gradio's own pages."""
    page = stand()
    ask(page, "bleed")
    ask(page, "capital topic", 2)
    outward = page.locator("a").evaluate_all("e => e.map(a => a.getAttribute('href'))")
    assert all(href.startswith("#") for href in outward)
    assert page.locator("[data-act=copy], a[download], input[type=file], iframe").count() == 0
    for kind in ("contextmenu", "drop", "dragover", "dragstart"):
        stopped = page.evaluate(
            "kind => !document.querySelector('#send').dispatchEvent("
            "new Event(kind, {bubbles: true, cancelable: true}))",
            kind,
        )
        assert stopped, kind
    assert page.evaluate("window.open('/')") is None
    for query in ("?view=api", "?view=settings", "?__theme=dark", "?deep_link=x"):
        page.goto(page.url.split("?")[0] + query)
        assert "?" not in page.url
    for name in ("footer", "text=Settings", "text=Use via API"):
        assert page.locator(name).locator("visible=true").count() == 0


def test_code_leads_to_the_public_page(stand: Open, shipped: Corpus) -> None:
    """The QR code is that of the document's public address, and holds nothing of the question."""
    page = stand()
    ask(page, "bleed")
    page.locator(".code summary").first.click()
    url = shipped["is-anal-sex-safe"].url
    assert url
    drawn = page.locator(".code path.qrline").first.get_attribute("d")
    path = re.search(r'class="qrline"[^>]* d="([^"]*)"', segno.make(url, error="m").svg_inline())
    assert path
    assert drawn == path[1]
    assert page.locator(".code [role=img]").first.get_attribute("aria-label") == url


@pytest.mark.parametrize(
    ("language", "word"), [("en", "does it hurt?"), ("lv", "vai tas sāp, šķērsām?")]
)
def test_keyboard_on_the_screen_types(stand: Open, language: str, word: str) -> None:
    """Touching the box brings the keyboard; its keys type, keep the focus, and ask."""
    page = stand(locale=language)
    assert not page.locator("#keyboard").is_visible()
    page.tap("#question-box textarea")
    for letter in word:
        name = STRINGS[language].keys["space"] if letter == " " else letter
        if letter in "?,":
            page.get_by_role("button", name=STRINGS[language].keys["symbols"], exact=True).tap()
        page.locator("#keyboard").get_by_role("button", name=name, exact=True).tap()
        if letter in "?,":
            page.get_by_role("button", name=STRINGS[language].keys["symbols"], exact=True).tap()
    assert page.locator("#question-box textarea").input_value() == word
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.locator("#exit").is_visible()
    page.locator("#keyboard .enter").tap()
    page.wait_for_selector(".turn")
    assert page.locator(".question").inner_text() == word
    assert not page.locator("#keyboard").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_keyboard_follows_the_language(stand: Open, language: str) -> None:
    """Its names are in the page's language, and Latvian has its own letters."""
    page = stand(locale="en" if language == "lv" else "lv")
    page.get_by_role("button", name=re.compile("keyboard|tastatūra", re.IGNORECASE)).first.click()
    choose_language(page, language)
    name = STRINGS[language].keys["backspace"]
    expect(page.locator("#keyboard .backspace")).to_have_attribute("aria-label", name)
    letters = set(page.locator("#keyboard button:visible").all_inner_texts())
    assert (set("āčēģīķļņšūž") <= letters) == (language == "lv")


def test_screen_says_that_the_notices_are_a_draft(stand: Open) -> None:
    """Texts nobody has approved are marked so, in sight."""
    page = stand(locale="lv-LV")
    assert page.locator(".draft").inner_text() == STRINGS["lv"].draft
    line = load_notices().line.kiosk
    assert page.locator("#safety [role=note]").inner_text() == line.lv


def notices(place: Path, **changes: str) -> Path:
    """Write the shipped notices with some lines changed."""
    text = FILE.read_text(encoding="utf-8")
    for name, value in changes.items():
        text = re.sub(rf"(?m)^{name} = \S+", f"{name} = {value}", text)
    path = place / "notices.toml"
    path.write_text(text, encoding="utf-8")
    return path


def start(path: Path, **more: object) -> None:
    """Work out the kiosk's profile with the notices in ``path``."""
    profile_of(checked_settings({"profile": "kiosk", "notices": path, **more}), TODAY)


def test_kiosk_needs_approved_current_notices(tmp_path: Path) -> None:
    """Unapproved texts need a flag; texts past their review date, or missing ones, never start."""
    approved = notices(tmp_path, approved_by='"Dr. A"')
    start(approved)
    with pytest.raises(NoticesError, match=r"approved_by is empty.*--unapproved-notices"):
        start(notices(tmp_path, approved_by='""'))
    start(notices(tmp_path, approved_by='""'), unapproved_notices=True)
    stale = notices(tmp_path, approved_by='"Dr. A"', review_by="2026-11-21")
    with pytest.raises(NoticesError, match="reviewed by 2026-11-21"):
        start(stale, unapproved_notices=True)
    with pytest.raises(NoticesError, match=r"no such file.*--notices"):
        start(tmp_path / "none.toml")
    # Visitors of the web still get the texts; the operator is told by the page's own mark.
    profile_of(BotSettings(notices=stale), TODAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("approved_by = ", "not valid TOML"),
        ("approved_by = 'x'\n", "review_by"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_bad_notices_are_a_clear_error(tmp_path: Path, text: str, said: str) -> None:
    """The error names the file and what to do."""
    path = tmp_path / "notices.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(NoticesError, match=f"notices.toml.*{said}"):
        load_notices(path)


def test_kiosk_start_is_refused_with_the_reason(tmp_path: Path) -> None:
    """From the command line: one line, exit code 1, before anything is built."""
    done = CliRunner().invoke(cli, ["chat", "--kiosk", "--index", str(tmp_path / "index")])
    assert done.exit_code == 1
    assert "nobody has approved the notices" in done.output
    assert not (tmp_path / "index").exists()


def test_impossible_settings_are_named() -> None:
    """A value that makes no sense is refused, with its option and variable."""
    with pytest.raises(SettingError, match=r"--warning-seconds \(QUOTEWELL_WARNING_SECONDS\)"):
        checked_settings({"warning_seconds": 5})
    with pytest.raises(SettingError, match="--exit-to"):
        checked_settings({"exit_to": "javascript:alert(1)"})


def test_large_text_grows_with_the_distance() -> None:
    """Twice as far needs letters twice as high; the values are those of the standard."""
    assert large_text(60, 0.248) == pytest.approx(7.33 / 0.248 / 0.66, abs=1)
    assert large_text(120, 0.248) == pytest.approx(2 * large_text(60, 0.248), abs=2)


def test_deployment_notes_are_usable() -> None:
    """The policies are JSON that locks the browser to the kiosk's address."""
    text = (REPOSITORY / "docs" / "kiosk.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    policies = json.loads(blocks[0])
    assert "*" in policies["URLBlocklist"]
    assert all("127.0.0.1:7860" in address for address in policies["URLAllowlist"])
    units = re.findall(r"```ini\n(.*?)```", text, re.DOTALL)
    assert any("--kiosk" in unit or "QUOTEWELL_PROFILE=kiosk" in unit for unit in units)
