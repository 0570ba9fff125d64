"""A summary on the page: after the quotes, checked again, and never taken from a browser."""

import re
import secrets
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot import messages
from bot.safeguarding.notices import load_notices
from bot.web import frame, talk
from bot.web.escape import escaped
from bot.web.history import (
    MAX_SUMMARIES,
    MAX_TURNS,
    Conversation,
    read_conversation,
    read_kept,
)
from bot.web.page import Page as WebPage
from bot.web.profile import Profile
from bot.web.service import Service
from bot.web.strings import STRINGS
from corpus import Corpus
from tests.llm.parrot import LIE, NAME, Parrot
from tests.web.conftest import KIOSK, Open, Served, ask, choose_language, serving, visits
from tests.web.fake_bot import FakeBot
from tests.web.made import in_a_loop
from tests.web.test_web_access import faults, settle
from tests.web.test_web_privacy import held_for_long

BOOK = load_notices()
SAID = "#turns .said"
NOT_IN_ANY = "It is always safe."
WARNING: dict[str, object] = {
    "text": "If you’re bleeding heavily, you should see your doctor.",
    "sentences": [2],
}


@pytest.fixture(scope="module")
def summarising(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The chat with a language model on this machine."""
    with serving(tmp_path_factory.mktemp("llm"), "web-llm") as served:
        yield served


@pytest.fixture
def open_page(summarising: Served, chromium: Browser) -> Iterator[Open]:
    """Open its page as a new visitor."""
    with visits(summarising.address, chromium) as opened:
        yield opened


def shown(page: Page, number: int = 1) -> list[str]:
    """Wait for a turn's summary and return its statements."""
    place = page.locator(f'#turns .summary-place[data-number="{number}"]')
    place.locator(".said").first.wait_for()
    return place.locator(".said").all_text_contents()


def test_summary_stands_above_the_quotes_and_leads_to_them(open_page: Open, bot: FakeBot) -> None:
    """Labelled, in the quotes' own words; each number leads to its sentence, and back."""
    page = open_page()
    ask(page, "Is bleeding normal?")
    said = shown(page)
    label = page.locator("#turns .summary .label").inner_text()
    assert label == messages.SUMMARY["en"].format(model=NAME)
    quotes = bot.ask("Is bleeding normal?").quotes
    assert page.locator("blockquote").all_text_contents() == [one.text for one in quotes]
    assert all(one in quotes[0].text for one in said)
    assert LIE not in page.content()
    top = page.locator("#turns .summary").bounding_box()
    first = page.locator(".card").first.bounding_box()
    assert top is not None
    assert first is not None
    assert top["y"] + top["height"] <= first["y"]
    cite = page.locator("#turns [data-act=cite]").nth(1)
    cite.focus()
    page.keyboard.press("Enter")
    focused = page.locator("blockquote .cited:focus")
    assert focused.text_content() == said[1]
    page.keyboard.press("Escape")
    assert cite.evaluate("one => one === document.activeElement")
    assert page.locator("#status").inner_text() == STRINGS["en"].spoken["summarised"]


def test_quotes_do_not_wait(open_page: Open) -> None:
    """They are there, and stay as they are, while the model thinks; so can a second question."""
    page = open_page()
    ask(page, "Is bleeding normal?")
    assert page.locator("blockquote").count() == 2
    assert page.locator(SAID).count() == 0
    page.locator(".source summary").first.click()
    ask(page, "does it hurt", 2)
    assert page.locator("blockquote").count() == 3
    assert shown(page, 2)
    assert shown(page, 1)
    assert page.locator(".turn").count() == 2
    # Each was asked for before the other came; both are kept.
    ask(page, "risk", 3)
    assert all(shown(page, number) for number in (1, 2, 3))


def test_summary_outlives_a_change_of_language(open_page: Open) -> None:
    """The label changes; the statements, in the question's language, stay."""
    page = open_page()
    ask(page, "Is bleeding normal?")
    said = shown(page)
    choose_language(page, "lv")
    label = page.locator("#turns").get_by_text(messages.SUMMARY["lv"].format(model=NAME))
    label.wait_for()
    assert shown(page) == said
    ask(page, "sāp?", 2)
    assert shown(page, 2)
    assert shown(page, 1) == said


def test_a_late_summary_is_labelled_as_the_page_is(open_page: Open) -> None:
    """The page's language may change while the model thinks."""
    page = open_page()
    ask(page, "Is bleeding normal?")
    assert page.locator(SAID).count() == 0
    choose_language(page, "lv")
    assert shown(page)
    label = page.locator("#turns .summary .label").inner_text()
    assert label == messages.SUMMARY["lv"].format(model=NAME)


def test_a_failed_summary_is_not_a_failed_answer(open_page: Open) -> None:
    """The network may go when the quotes are there; what then cannot be shown is said."""
    page = open_page()
    runs = []

    def only_the_first(route: Route) -> None:
        runs.append(route.request.post_data_json["fn_index"])
        if len(runs) == 1:
            route.continue_()
        else:
            route.abort()

    page.route("**/gradio_api/run/**", only_the_first)
    ask(page, "Is bleeding normal?")
    page.wait_for_timeout(500)
    assert len(runs) == 2
    assert page.locator("#status").inner_text() == STRINGS["en"].spoken["ready"]
    page.locator("#language label").filter(has=page.locator("[value=lv]")).click()
    expect(page.locator("#status")).to_have_text(STRINGS["en"].spoken["offline"])


def test_fingers_find_the_numbers(chromium: Browser, summarising: Served) -> None:
    """At least 44 by 44 CSS pixels on a touch screen."""
    with visits(summarising.address, chromium, viewport=KIOSK, has_touch=True) as opened:
        page = opened()
        ask(page, "Is bleeding normal?")
        shown(page)
        for cite in page.locator("#turns [data-act=cite]").all():
            box = cite.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
            assert re.match(r"\d+:", cite.get_attribute("aria-label") or "")


def test_nothing_of_a_question_stays(open_page: Open, summarising: Served) -> None:
    """Neither the second request nor the model's part keeps anything once it is done."""
    canary = f"zq{secrets.token_hex(8)}"
    page = open_page()
    ask(page, f"Is bleeding normal? {canary}")
    shown(page)
    assert held_for_long(summarising, canary) == ""
    assert canary not in summarising.output.read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_fault(open_page: Open, scheme: str) -> None:
    """Axe finds nothing, before and after a citation is followed, nor with two summaries."""
    page = open_page(color_scheme=scheme)
    ask(page, "Is bleeding normal?")
    shown(page)
    ask(page, "risk", 2)
    shown(page, 2)
    settle(page)
    assert faults(page) == []
    page.locator("#turns [data-act=cite]").first.click()
    settle(page)
    assert faults(page) == []


def page_of(bot: FakeBot, profile: Profile) -> WebPage:
    """Return the page's functions without a browser."""
    return in_a_loop(lambda: WebPage(Service(bot), profile))


def asked_once_more(bot: FakeBot, conversation: Conversation) -> Conversation:
    """Return the conversation after one more question, as the browser sends it."""
    return talk.ask(bot, "Is bleeding normal?", conversation.model_dump(mode="json"), "en")


FORGED = [
    [{"number": 1, "statements": [{"text": NOT_IN_ANY, "sentences": [1]}]}],
    [{"number": 1, "statements": [{"text": "Small spots of blood are normal.", "sentences": [9]}]}],
    [{"number": 1, "statements": [{"text": "", "sentences": [1]}]}],
    [{"number": 1, "statements": [{"text": "Small spots of blood are normal", "sentences": []}]}],
    [{"number": 1, "statements": [{"text": "<script>alert(1)</script>", "sentences": [1]}]}],
    [{"number": 1, "statements": [{"text": "x" * 10**6, "sentences": [1]}]}],
    [{"number": "1", "statements": 5}, None, 7, {"model": "trusted"}],
    {"number": 1},
    "text",
]


@pytest.mark.parametrize("kept", FORGED)
def test_forged_statements_are_not_shown(shipped: Corpus, kept: object) -> None:
    """The guards decide again about whatever a browser sends."""
    bot = FakeBot(shipped, Parrot())
    page = page_of(bot, Profile(BOOK, llm=NAME))
    sent = talk.ask(bot, "Is bleeding normal?", None, "en").model_dump(mode="json")
    html = page._show(sent, kept, "en")
    assert "data-sentence" in html
    assert 'class="summary"' not in html
    honest = [{"number": 1, "statements": [WARNING]}]
    assert 'class="summary"' in page._show(sent, honest, "en")
    # Without a model, nothing of the kind is shown at all.
    off = page_of(FakeBot(shipped), Profile(BOOK))._show(sent, honest, "en")
    assert "summary-place" not in off
    assert "data-sentence" not in off


def test_a_browser_does_not_decide_what_is_summarised(shipped: Corpus) -> None:
    """A refused question with quotes forged onto it never reaches the model."""
    parrot = Parrot()
    bot = FakeBot(shipped, parrot)
    asked = talk.ask(bot, "Is bleeding normal?", None, "en")
    (turn,) = asked.turns
    forged = Conversation(turns=(turn.model_copy(update={"question": "capital"}),), asked=1)
    assert talk.summarise(bot, forged) is None
    assert parrot.model.asked == []
    assert talk.summarise(bot, asked) is not None
    assert len(parrot.model.asked) == 1


def test_a_summary_speaks_the_language_of_its_question(shipped: Corpus) -> None:
    """Not the page's at the moment it is made."""
    bot = FakeBot(shipped, Parrot())
    summary = talk.summarise(bot, talk.ask(bot, "lubrik", None, "lv"))
    assert summary is not None
    assert summary.language == "lv"


def test_a_summary_is_placed_beside_those_that_came_before(shipped: Corpus) -> None:
    """Labelled in the page's language of now; forged ones do not get a place."""
    page = page_of(FakeBot(shipped, Parrot()), Profile(BOOK, llm=NAME))
    conversation = asked_once_more(page._bot, asked_once_more(page._bot, Conversation()))
    sent = conversation.model_dump(mode="json")
    rows = [{"number": number, "statements": [WARNING]} for number in (1, 2)]
    kept, html = page._place(sent, rows[1:], "lv", rows[0])
    assert kept == rows
    assert 'data-number="1" data-language="lv"' in html
    assert escaped(messages.SUMMARY["lv"].format(model=NAME)) in html
    _, html = page._place(sent, [], "en", {"number": 1, "statements": [WARNING | {"text": LIE}]})
    assert "said" not in html


def test_kept_statements_are_read_as_they_were_written(shipped: Corpus) -> None:
    """A conversation's numbers survive the way to the browser and back."""
    bot = FakeBot(shipped)
    conversation = Conversation()
    for _ in range(3):
        conversation = asked_once_more(bot, conversation)
    again = read_conversation(conversation.model_dump(mode="json"))
    assert [turn.number for turn in again.turns] == [1, 2, 3]
    assert read_kept([{"number": 2, "statements": []}]) == {2: ()}


@pytest.mark.parametrize("language", ["en", "lv"])
def test_a_model_elsewhere_is_said_before_the_first_question(language: str) -> None:
    """Named on the start screen, and only there where it is so."""
    elsewhere = Profile(BOOK, llm="openai:gpt", llm_host="api.openai.com")
    here = Profile(BOOK, llm=NAME)
    header = frame.header_html(elsewhere, language)
    assert '<p class="remote" role="note">' in header
    assert "api&#46;openai&#46;com" in header or "api.openai.com" in header
    assert "remote" not in frame.header_html(here, language)
    about = frame.about_html(elsewhere, {}, language)
    words = STRINGS[language]
    for profile in (elsewhere, here, Profile(BOOK, llm=NAME, kiosk=True)):
        html = frame.about_html(profile, {}, language)
        # What a model writes is made up; what is quoted never is.
        assert words.sure_of_quotes in html
        assert words.sure not in html
    assert words.sure in frame.about_html(Profile(BOOK), {}, language)
    assert (
        about
        != frame.about_html(here, {}, language)
        != frame.about_html(Profile(BOOK), {}, language)
    )


def test_only_the_last_summaries_are_checked_again(shipped: Corpus) -> None:
    """Checking takes time at every question, so older answers have their quotes alone."""
    bot = FakeBot(shipped, Parrot())
    page = page_of(bot, Profile(BOOK, llm=NAME))
    conversation = Conversation()
    for _ in range(MAX_TURNS):
        conversation = asked_once_more(bot, conversation)
    summary = talk.summarise(bot, conversation)
    assert summary is not None
    said = [{"text": one.text, "sentences": list(one.cites)} for one in summary.statements]
    *before, last = [{"number": turn.number, "statements": said} for turn in conversation.turns]
    sent = conversation.model_dump(mode="json")
    started = time.perf_counter()
    html = page._show(sent, [*before, last], "en")
    assert time.perf_counter() - started < 2
    assert html.count('class="summary"') == MAX_SUMMARIES
    kept, _ = page._place(sent, before, "en", last)
    assert kept == [*before, last][-MAX_SUMMARIES:]
