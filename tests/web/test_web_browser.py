"""The page in a real browser: what visitors see, hear, can do, and leave behind."""

import pytest
from playwright.sync_api import Page

from bot import messages
from bot.messages import LANGUAGES
from bot.safeguarding.notices import load_notices
from bot.web.strings import STRINGS
from bot.web.wording import Strings
from corpus import Corpus
from tests.web.conftest import Open, Served, ask, choose_language, wait_until_ready
from tests.web.fake_bot import FakeBot

LOCALES = {"en": "en-GB", "lv": "lv-LV"}
BLEEDING = {"en": "Is bleeding normal?", "lv": "Ko darīt, ja asiņo?"}
CAPITAL = {"en": "What is the capital?", "lv": "Kas ir galvaspilsēta?"}
NASTY = "bleed <b>x</b> & *y* _z_ $$q$$ ${1} {{v}} `c` \"d\" 'e' </textarea><img src=x>"

# All text a visitor can meet, but for what is said to be in another language.
VISIBLE = """language => {
  const texts = [];
  const walk = node => {
    if (node.nodeType === 3) texts.push(node.data);
    if (node.nodeType !== 1 || ["SCRIPT", "STYLE"].includes(node.tagName)) return;
    if (node.lang && node.lang !== language) return;
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (node.getAttribute(name)) texts.push(node.getAttribute(name));
    for (const child of node.childNodes) walk(child);
  };
  walk(document.body);
  return texts.join("\\n");
}"""


def every_string(words: Strings) -> set[str]:
    """Return the strings a page may show, without those that have something filled in."""
    flat: list[str] = []
    for value in vars(words).values():
        if isinstance(value, dict):
            flat += value.values()
        else:
            flat += value if isinstance(value, tuple) else [value]
    return {text for text in flat if "{" not in text and text not in words.months}


def leftovers(page: Page, language: str) -> list[str]:
    """Return the other language's words still on the page."""
    other = next(code for code in LANGUAGES if code != language)
    theirs = every_string(STRINGS[other]) - every_string(STRINGS[language])
    for table in (messages.LEAD_IN, messages.NOT_FOUND, messages.NEAREST, messages.NEXT_STEP):
        theirs.add(table[other])
    seen = page.evaluate(VISIBLE, language)
    return [text for text in theirs if text in seen]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["visit", "stand"])
def test_answer_is_the_source(
    request: pytest.FixtureRequest, bot: FakeBot, profile: str, language: str
) -> None:
    """The text in the browser is the document's, to the character, in quote and in source."""
    page: Page = request.getfixturevalue(profile)(locale=LOCALES[language])
    assert page.evaluate("document.documentElement.lang") == language
    for number, question in enumerate((BLEEDING[language], "risk", "lubrik"), start=1):
        ask(page, question, number)
    quotes = [q for text in (BLEEDING[language], "risk", "lubrik") for q in bot.ask(text).quotes]
    texts = page.locator("#transcript blockquote").evaluate_all("e => e.map(q => q.textContent)")
    assert texts == [quote.text for quote in quotes]
    marks = page.locator(".card mark").evaluate_all("e => e.map(m => m.textContent)")
    assert "".join(marks) == "".join(quote.text for quote in quotes)
    langs = page.locator("#transcript blockquote").evaluate_all("e => e.map(q => q.lang)")
    assert langs == [quote.language for quote in quotes]


def test_source_opens_at_the_quote(visit: Open) -> None:
    """Opening the source shows the marked quote inside its panel and moves nothing else."""
    page = visit(viewport={"width": 1280, "height": 900})
    ask(page, "bleed")
    page.wait_for_timeout(700)
    before = page.evaluate("scrollY")
    page.click(".card .source summary >> nth=0")
    panel = page.locator(".card .panel >> nth=0")
    page.wait_for_timeout(200)
    assert panel.evaluate("e => e.scrollTop") > 0
    # It stands beside the answer, and both are in sight.
    answer = page.locator("blockquote >> nth=0").bounding_box()
    beside = panel.bounding_box()
    assert answer
    assert beside
    assert answer["x"] + answer["width"] <= beside["x"]
    inside = """e => { const m = e.querySelector('mark').getBoundingClientRect(),
        p = e.getBoundingClientRect(); return m.top >= p.top && m.top < p.bottom }"""
    assert panel.evaluate(inside)
    assert page.evaluate("scrollY") == before


def test_question_is_shown_as_typed(visit: Open) -> None:
    """Nothing in a question is HTML, Markdown or a formula."""
    page = visit()
    ask(page, NASTY)
    assert page.locator(".question").evaluate("e => e.textContent") == NASTY
    assert page.locator("#transcript img, #transcript b").count() == 0


@pytest.mark.parametrize("first", LANGUAGES)
def test_language_switch_changes_everything(visit: Open, first: str) -> None:
    """No word of the first language is left, and the conversation stays."""
    second = next(code for code in LANGUAGES if code != first)
    page = visit(locale=LOCALES[first])
    assert leftovers(page, first) == []
    ask(page, BLEEDING[first])
    ask(page, CAPITAL[first], 2)
    ask(page, "", 3)
    assert leftovers(page, first) == []
    choose_language(page, second)
    page.wait_for_selector(f"text={messages.FAULTS['empty'][second]}")
    assert leftovers(page, second) == []
    assert page.locator(".turn").count() == 2
    assert page.locator("#turns [role=alert]").inner_text() == messages.FAULTS["empty"][second]
    assert page.get_by_label(STRINGS[second].question).count() == 1


def test_examples_are_asked(visit: Open, shipped: Corpus) -> None:
    """An example button asks its question, in the language it shows."""
    page = visit(locale="lv-LV")
    page.wait_for_selector(".example")
    examples = page.locator(".example").all_text_contents()
    themed = [question for theme in shipped.themes for question in theme.questions["lv"]]
    assert tuple(examples) == (*shipped.suggestions["lv"], *themed)
    page.locator(".example").first.click()
    page.wait_for_selector(".turn")
    assert page.locator(".question").inner_text() == examples[0]
    assert not page.locator(".example").first.is_visible()


def test_topics_open_to_questions(visit: Open, shipped: Corpus) -> None:
    """A topic button shows its questions, which can be asked; one topic is open at a time."""
    page = visit()
    summaries = page.locator(".theme summary")
    assert summaries.all_inner_texts() == [theme.name["en"] for theme in shipped.themes]
    summaries.nth(0).click()
    summaries.nth(1).click()
    assert page.locator(".theme[open]").count() == 1
    page.locator(".theme[open] .example").first.click()
    page.wait_for_selector(".turn")
    assert page.locator(".question").inner_text() == shipped.themes[1].questions["en"][0]


def test_keys(visit: Open) -> None:
    """Shift+Enter makes a line, Enter sends, and the answer is announced and focused."""
    page = visit()
    box = page.locator("#question-box textarea")
    box.focus()
    page.keyboard.type("bleed")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("now")
    assert box.input_value() == "bleed\nnow"
    page.keyboard.press("Enter")
    page.wait_for_selector('#turns[data-asked="1"]')
    page.wait_for_selector(f"#status:text('{STRINGS['en'].spoken['ready']}')", state="attached")
    assert box.input_value() == ""
    assert page.evaluate("document.activeElement.id") == "question-1"


def test_keyboard_alone_is_enough(visit: Open) -> None:
    """Every control is reached with Tab, shows that it is, and works."""
    page = visit()
    seen: list[str] = []
    for _ in range(20):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.closest('[id]')?.id ?? ''"))
        if seen[-1] == "finish":
            break
    # Two links past the top: to the question, and out.
    assert seen[:4] == ["header", "header", "language", "display"]
    assert seen[4:6] == ["exit", "safety"]
    assert seen.count("examples") == 8
    assert seen[-3:] == ["question-box", "send", "finish"]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("bleed")
    page.keyboard.press("Enter")
    page.wait_for_selector("#question-1:focus")
    for _ in range(3):  # past copying and the published original
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".source[open]").count() == 1
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "panel"
    page.keyboard.press("Escape")
    assert page.locator(".source[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.locator("#language input[value=en]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("html[lang=lv]")


def test_faults_keep_the_question(visit: Open) -> None:
    """A question that cannot be asked stays in the box beside the reason."""
    page = visit()
    ask(page, "x" * 1001)
    assert page.locator("#turns [role=alert]").inner_text() == messages.FAULTS["too_long"]["en"]
    box = page.locator("#question-box textarea")
    assert len(box.input_value()) == 1001
    page.wait_for_selector("textarea:focus")
    ask(page, "unavailable", 2)
    assert page.locator("#turns [role=alert]").inner_text() == messages.UNAVAILABLE["en"]
    assert box.input_value() == "unavailable"


@pytest.mark.parametrize(("status", "said"), [(503, "busy"), (429, "busy"), (None, "offline")])
def test_busy_and_unreachable_are_said(visit: Open, status: int | None, said: str) -> None:
    """A full line and a missing server have their own words, in the visitor's language."""
    page = visit(locale="lv-LV")
    page.route(
        "**/queue/join*",
        lambda route: route.fulfill(status=status, json={}) if status else route.abort(),
    )
    page.fill("#question-box textarea", "bleed")
    page.keyboard.press("Enter")
    page.wait_for_selector("#status[data-kind=trouble]")
    assert page.locator("#status").inner_text() == STRINGS["lv"].spoken[said]
    assert page.locator(".toast-wrap").evaluate("e => getComputedStyle(e).display") == "none"


@pytest.mark.parametrize("width", [320, 1280])
def test_fits_the_screen(visit: Open, width: int) -> None:
    """There is no sideways scroll, and every control is large enough to touch."""
    page = visit(viewport={"width": width, "height": 800}, locale="lv-LV")
    targets = "button, summary, textarea, #language label"
    for state in ("start", "answered"):
        if state == "answered":
            ask(page, f"risk {'garšvārds' * 20}")
            page.locator(".card summary").first.click()
            ask(page, "x", 2)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        heights = page.locator(targets).evaluate_all(
            "e => e.filter(x => x.offsetParent).map(x => x.getBoundingClientRect().height)"
        )
        assert heights
        assert min(heights) >= 44


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["visit", "stand"])
def test_follow_up_is_understood(
    request: pytest.FixtureRequest, profile: str, language: str
) -> None:
    """The page sends what was asked before, and says what was assumed; anew, it knows nothing."""
    page: Page = request.getfixturevalue(profile)(locale=LOCALES[language])
    ask(page, "risk")
    ask(page, "and now?", 2)
    said = messages.ASSUMED[language].format(question="risk")
    assert page.locator("#question-2 ~ .answer .assumed").inner_text().startswith(said)
    assert page.locator("#question-2 ~ .answer blockquote").count() == 2
    page.click("#finish")
    page.wait_for_selector(".example")
    wait_until_ready(page)
    ask(page, "and now?")
    assert page.locator("blockquote").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["visit", "stand"])
def test_notice_comes_whatever_fails(
    request: pytest.FixtureRequest, profile: str, language: str
) -> None:
    """Above an answer and above a refusal; and announced when nothing could be answered."""
    page: Page = request.getfixturevalue(profile)(locale=LOCALES[language])
    notice = getattr(load_notices().medical, language)
    for number, question in enumerate(("notice: bleed", "notice: capital"), start=1):
        ask(page, question, number)
        answer = page.locator(f"#question-{number} ~ .answer")
        assert answer.locator("> :first-child").inner_text().startswith(messages.OPERATOR[language])
        assert notice in answer.inner_text()
        # Its heading does not name what it is about, in a waiting room.
        assert answer.locator(".notice strong").inner_text() == messages.OPERATOR[language]
    ask(page, "crash notice", 3)
    alert = page.locator("#turns [role=alert]")
    assert notice in alert.inner_text()
    assert messages.UNAVAILABLE[language] in alert.inner_text()


def test_copy_takes_the_source_along(visit: Open, bot: FakeBot) -> None:
    """What is copied is the quote, to the character, and where it stands."""
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, "bleed")
    page.locator("[data-act=copy]").first.click()
    page.wait_for_selector("#status[data-kind=done]")
    copied = page.evaluate("navigator.clipboard.readText()")
    quote = bot.ask("bleed").quotes[0]
    assert copied.startswith(f"{quote.text}\n— Cleveland Clinic: Is Anal Sex Safe?, ")
    assert quote.source.url
    assert copied.endswith(quote.source.url)


def test_server_says_once_where_it_is(served: Served) -> None:
    """One line, with the address, after the page answers."""
    lines = [line for line in served.output.read_text().splitlines() if "answers at" in line]
    assert lines == [f"Quotewell answers at {served.address} (Ctrl+C stops it)"]
