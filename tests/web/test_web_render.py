"""What the page shows is the documents' own text, and nothing it was not meant to show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from bot import messages
from bot.answer import Answer
from bot.safeguarding.notices import load_notices
from bot.web import frame, strings
from bot.web.card import quote_html
from bot.web.escape import escaped
from bot.web.history import Conversation, Turn, quotes_of, read_conversation, remember
from bot.web.profile import Profile
from bot.web.render import Renderer
from corpus import Corpus, Document, Paragraph, Section, Span
from corpus.bank import Pointer
from corpus.translation import MACHINE_DRAFT, REVIEWED, Review, Translation, digest
from tests.web.fake_bot import FakeBot, cut

NASTY = "a < b & c > d \"q\" 'q' *x* _y_ $$z$$ `c` ${1} {{v}} <script>alert(1)</script>\n\n# no"


BOOK = load_notices()
DRAFT = Review(MACHINE_DRAFT)


class Texts(HTMLParser):
    """Collects the text of every element of one kind, and all start tags."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag
        self.texts: list[str] = []
        self.tags: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == self.tag:
            self._inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != self.tag

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def texts(html: str, tag: str) -> Texts:
    """Parse ``html``."""
    parser = Texts(tag)
    parser.feed(html)
    return parser


def document(text: str) -> Document:
    """Return a document that is one sentence."""
    span = Span(0, len(text))
    sections = (Section(("<b>H</b>",), (Paragraph(span, (span,)),)),)
    return Document("nasty", "<i>T</i>", "P & P", "en", text, sections)


def sent(bot: FakeBot, *questions: str) -> dict[str, Any]:
    """Return a conversation as the browser would send it."""
    conversation = Conversation()
    for question in questions:
        conversation = conversation.after(remember(question, bot.ask(question)))
    return conversation.model_dump(mode="json")


def renderer(
    corpus: Mapping[str, Document], language: str = "en", *, kiosk: bool = False
) -> Renderer:
    """Return a renderer that knows two topics, one of them small talk."""
    words = {
        "crisis": Pointer(f"Where to turn, in {language}."),
        "greetings": Pointer(f"Hello & welcome, in {language}.", alone=True),
    }
    return Renderer(Profile(BOOK, kiosk=kiosk), corpus, words.get, language)


def shown(bot: FakeBot, conversation: object, language: str = "en", *, kiosk: bool = False) -> str:
    """Return the transcript of what a browser sent."""
    renders = renderer(bot.corpus, language, kiosk=kiosk)
    return renders.conversation(read_conversation(conversation))


def test_quote_is_shown_exactly() -> None:
    """Marks of HTML, Markdown and templates come out as they are, and as text only."""
    html = quote_html(cut(document(NASTY), 0, len(NASTY)), "en", kiosk=False)
    assert texts(html, "blockquote").texts == [NASTY]
    assert texts(html, "mark").texts == [NASTY]
    assert not {"script", "i", "b"} & set(texts(html, "p").tags)
    assert "\n" not in html


def translated(document: Document, text: str, review: Review = DRAFT) -> Document:
    """Return ``document`` with one translation for all there is, into Latvian."""
    names = (document.title, "<b>H</b>", document.text)
    words = {digest(name): Translation("lv", text, review) for name in names}
    return replace(document, translations={"lv": words})


def test_translation_is_shown_as_one() -> None:
    """Under the quote, closed, its label first, in its language, and as text only."""
    quote = cut(translated(document(NASTY), f"Tā: {NASTY}"), 0, len(NASTY))
    html = quote_html(quote, "lv", kiosk=False)
    assert texts(html, "blockquote").texts == [NASTY]
    assert html.count("<details") == 2
    start, end = html.index('<details class="translation">'), html.index("</details>")
    assert html.index("</blockquote>") < start < html.index('<details class="source">')
    aid = html[start:end]
    label = messages.translated(DRAFT, "", "lv")
    assert label == (
        "Tulkojums latviešu valodā (mašīntulkojuma melnraksts, klīnicists to nav pārbaudījis)"
    )
    assert texts(aid, "summary").texts == [label]
    assert '</summary><div lang="lv">' in aid
    assert texts(aid, "p").texts[-1] == f"Tā: {NASTY}"
    assert not {"script", "i", "b"} & set(texts(aid, "p").tags)
    assert "data-citation" not in aid


def test_quote_in_the_readers_language_has_no_translation() -> None:
    """Nor has one that nobody translated into theirs."""
    known = document("Wash.")
    for source, language in ((translated(known, "Mazgā."), "en"), (known, "lv")):
        html = quote_html(cut(source, 0, 5), language, kiosk=False)
        assert 'class="translation"' not in html


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Translation into English (reviewed by Dr. A, 4 March 2026)"),
        ("lv", "Tulkojums latviešu valodā (pārbaudīja Dr. A, 2026. gada 4. martā)"),
    ],
)
def test_review_is_said(language: str, said: str) -> None:
    """By whom, and on which day."""
    review = Review(REVIEWED, "Dr. A", date(2026, 3, 4))
    day = strings.spoken(date(2026, 3, 4), language)
    assert messages.translated(review, day, language) == said


def test_headings_less_reviewed_than_the_quote_are_left_out() -> None:
    """They stand under the quote's label, which must hold for them."""
    reviewed = translated(document("Wash."), "Mazgā.", Review(REVIEWED, "Dr. A", date(2026, 3, 4)))
    assert 'class="where"' in quote_html(cut(reviewed, 0, 5), "lv", kiosk=False)
    heading = {digest("<b>H</b>"): Translation("lv", "V", DRAFT)}
    mixed = replace(reviewed, translations={"lv": {**reviewed.translations["lv"], **heading}})
    html = quote_html(cut(mixed, 0, 5), "lv", kiosk=False)
    assert 'class="where"' not in html
    assert "Mazg" in html


def test_escaped_is_one_line_of_text() -> None:
    """Nothing of a text survives that a Markdown renderer would act on."""
    assert not set("\n\r\t<>\"'*_`$#[]{}|~\\") & set(escaped(NASTY).replace("&#", ""))


@pytest.mark.parametrize("question", ["Is bleeding normal?", "risk", "lubrik"])
def test_every_quote_is_its_documents_text(bot: FakeBot, question: str) -> None:
    """The blockquotes of an answer are the quotes, in order, with their language."""
    answer = bot.ask(question)
    html = shown(bot, sent(bot, question))
    assert texts(html, "blockquote").texts == [quote.verified_text() for quote in answer.quotes]
    assert all(f'<blockquote lang="{quote.language}">' in html for quote in answer.quotes)


def test_source_holds_the_whole_content_and_no_clutter(bot: FakeBot) -> None:
    """The source panel has every paragraph and heading, and nothing outside the sections."""
    quoted = cut(bot.corpus["is-anal-sex-safe"], 8703, 8887)
    parsed = texts(quote_html(quoted, "en", kiosk=False), "p")
    assert parsed.texts == [quoted.source.slice(p.span) for p in quoted.source.paragraphs()]
    html = quote_html(quoted, "en", kiosk=False)
    assert "Advertising on our site" not in html
    for section in quoted.source.sections:
        assert all(f">{escaped(heading)}</h" in html for heading in section.path)
    assert html.count(f">{escaped('How to avoid potential risks')}</h5>") == 1


def test_changed_quote_is_not_shown(bot: FakeBot) -> None:
    """A quote that is not the document's text any more is left out; the others stay."""
    good = cut(bot.corpus["analais-sekss"], 430, 574)
    bad = cut(bot.corpus["analais-sekss"], 575, 690)
    object.__setattr__(bad, "text", "Something else.")
    html = renderer(bot.corpus).answered([bad, good])
    assert texts(html, "blockquote").texts == [good.text]
    assert "Something else" not in html
    only_bad = renderer(bot.corpus).answered([bad])
    assert "blockquote" not in only_bad
    assert escaped(messages.UNAVAILABLE["en"]) in only_bad


def test_unusable_documents_show_no_quote(bot: FakeBot) -> None:
    """When the documents cannot be read, an earlier answer becomes the unavailable text."""
    conversation = read_conversation(sent(bot, "bleed"))
    html = renderer({}, "lv").conversation(conversation)
    assert "blockquote" not in html
    assert escaped(messages.UNAVAILABLE["lv"]) in html


@pytest.mark.parametrize(
    "place",
    [
        {"document": "analais-sekss", "start": 431, "end": 574},
        {"document": "analais-sekss", "start": 430, "end": 573},
        {"document": "analais-sekss", "start": 574, "end": 430},
        {"document": "analais-sekss", "start": 430, "end": 10**9},
        {"document": "is-anal-sex-safe", "start": 1070, "end": 1263},  # two sections
        {"document": "is-anal-sex-safe", "start": 300, "end": 478},  # clutter
        {"document": "../manifest.toml", "start": 0, "end": 10},
    ],
)
def test_forged_place_is_no_quote(bot: FakeBot, place: dict[str, object]) -> None:
    """Only whole sentences of one section are ever quoted from what a browser sent."""
    forged = sent(bot, "bleed")
    forged["turns"][0]["quotes"] = [place]
    html = shown(bot, forged)
    assert "blockquote" not in html
    assert escaped(messages.UNAVAILABLE["en"]) in html


@pytest.mark.parametrize(
    "change",
    [
        {"quotes": [{"document": "analais-sekss", "start": True, "end": 574}]},
        {"quotes": [{"document": "analais-sekss", "start": "430", "end": "574"}]},
        {"quotes": [{"document": "analais-sekss", "start": 0, "end": 1, "text": "made up"}]},
        {"quotes": [{"document": "analais-sekss", "start": 430, "end": 574}] * 11},
        {"quotes": "x"},
        {"question": "x" * 1001},
        {"question": None},
        {"language": '"><script>'},
        {"status": "made_up"},
        {"text": "made up"},
        {"notices": ["made up"]},
        {"notices": ["medical"] * 5},
        {"assumed": "x" * 1001},
    ],
)
def test_malformed_turn_is_dropped(bot: FakeBot, change: dict[str, object]) -> None:
    """A turn with anything wrong in it goes; its neighbour stays."""
    forged = sent(bot, "bleed", "risk")
    forged["turns"][0] |= change
    assert [turn.question for turn in read_conversation(forged).turns] == ["risk"]


@pytest.mark.parametrize("junk", [None, 7, "x", [], {"turns": 3}, {"turns": [None, 1, []]}])
def test_junk_is_an_empty_conversation(bot: FakeBot, junk: object) -> None:
    """Whatever arrives, there is no error and nothing is shown."""
    assert read_conversation(junk) == Conversation()
    assert shown(bot, junk) == ""


def test_only_the_last_turns_are_kept(bot: FakeBot) -> None:
    """A conversation holds twenty turns, whatever is sent."""
    forged = sent(bot, "bleed")
    forged["turns"] = forged["turns"] * 500
    conversation = read_conversation(forged)
    assert len(conversation.turns) == 20
    turn = conversation.turns[0].model_copy(update={"question": "last"})
    assert [t.question for t in conversation.after(turn).turns[-2:]] == ["bleed", "last"]


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("kiosk", [False, True])
def test_notices_are_the_clinics_own(bot: FakeBot, language: str, kiosk: bool) -> None:
    """A notice stands above the answer, in the page's language, marked as the clinic's."""
    html = shown(bot, sent(bot, "notice: bleed, he hit me"), language, kiosk=kiosk)
    parts = [BOOK.notice("medical", language).text, BOOK.notice("violence", language).text]
    parts += [BOOK.here.said(language)] if kiosk else []
    parts += [BOOK.otherwise.said(language), messages.LEAD_IN[language]]
    places = [html.index(escaped(part)) for part in [messages.OPERATOR[language], *parts]]
    assert places == sorted(places)
    assert "blockquote" in html
    assert escaped(BOOK.minor.said(language)) not in html
    if not kiosk:
        assert escaped(BOOK.here.said(language)) not in html


def test_notices_come_with_refusals_and_faults(bot: FakeBot) -> None:
    """Somebody in trouble is told where to turn whatever else can be said."""
    notice = escaped(BOOK.medical.en)
    assert notice in shown(bot, sent(bot, "notice: What is the capital?"))
    stopped = Conversation().stopped("unavailable", ("medical",))
    html = renderer(bot.corpus).conversation(stopped)
    assert html.index(notice) < html.index(escaped(messages.UNAVAILABLE["en"]))


def test_pointer_of_a_topic_is_the_clinics(bot: FakeBot) -> None:
    """A refusal says where to turn when its topic is known; the browser holds only its name."""
    assert escaped("Where to turn, in lv.") in shown(bot, sent(bot, "topic"), "lv")
    forged = sent(bot, "topic")
    forged["turns"][0]["topic"] = "made up"
    assert "Where to turn" not in shown(bot, forged)


def test_small_talk_is_answered_in_kind(bot: FakeBot) -> None:
    """Who greets is not told that the documents do not answer, nor sent to the staff."""
    greeted = sent(bot, "topic")
    greeted["turns"][0]["topic"] = "greetings"
    html = shown(bot, greeted, "lv")
    assert escaped("Hello & welcome, in lv.") in html
    for words in (messages.NOT_FOUND, messages.NEAREST, messages.NEXT_STEP, messages.OPERATOR):
        assert escaped(words["lv"]) not in html


def test_follow_up_says_what_was_assumed(bot: FakeBot) -> None:
    """The earlier question is named, as text, over the answer."""
    turn = remember("and now?", bot.ask("and now?", history=[f"bleed {NASTY}"]))
    html = renderer(bot.corpus).conversation(Conversation().after(turn))
    before, _, after = messages.ASSUMED["en"].partition("{question}")
    assert f"{escaped(before)}<span lang=" in html
    assert f"{escaped(f'bleed {NASTY}')}</span>{escaped(after)}" in html


def test_kiosk_offers_no_way_out(bot: FakeBot) -> None:
    """On a kiosk there is no link and nothing to copy, but a code of the public page."""
    html = shown(bot, sent(bot, "bleed"), kiosk=True)
    assert "<a " not in html
    assert 'data-act="copy"' not in html
    assert "<svg" in html
    on_the_web = shown(bot, sent(bot, "bleed"))
    url = bot.corpus["is-anal-sex-safe"].url
    assert url
    assert f'<a href="{escaped(url)}"' in on_the_web
    assert "<svg" not in on_the_web


def test_question_is_text(bot: FakeBot) -> None:
    """A question is shown as typed, never as HTML."""
    html = shown(bot, sent(bot, f"bleed {NASTY}"))
    assert "script" not in texts(html, "p").tags
    assert escaped("<script>alert(1)</script>") in html


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_refusal_says_where_to_look(bot: FakeBot, language: str) -> None:
    """A refusal has its fixed words, the nearest sections and no quote."""
    html = shown(bot, sent(bot, "What is the capital?"), language)
    for words in (messages.NOT_FOUND, messages.NEAREST, messages.NEXT_STEP):
        assert escaped(words[language]) in html
    assert html.count("<details") == 3
    assert "blockquote" not in html
    assert escaped("“You don’t have to clean everything out,” says Dr. Inkster.") in html


def test_quote_in_another_language_says_so(bot: FakeBot) -> None:
    """The mark is there exactly when the quote's language is not the visitor's."""
    for language, other in (("en", "lv"), ("lv", "en")):
        html = shown(bot, sent(bot, "risk"), language)
        assert html.count(escaped(messages.OTHER_LANGUAGE[language][other])) == 1


def test_answer_can_always_be_remembered(bot: FakeBot) -> None:
    """More quotes than the page shows are cut, and a turn survives the way there and back."""
    quotes = bot.ask("bleed").quotes * 8
    answer = Answer("answered", quotes, "en", 0.5)
    turn = remember("q", answer)
    assert Turn.model_validate_json(turn.model_dump_json()) == turn
    found = list(quotes_of(turn, bot.corpus))
    assert found == list(quotes[:10])


def test_languages_say_the_same_things() -> None:
    """Both languages have every string, and none is left in the other language."""
    english, latvian = strings.STRINGS["en"], strings.STRINGS["lv"]
    assert len(english.points) == len(latvian.points)
    assert english.spoken.keys() == latvian.spoken.keys()
    assert english.keys.keys() == latvian.keys.keys()
    assert not set(english.spoken.values()) & set(latvian.spoken.values())
    assert not set(english.keys.values()) & set(latvian.keys.values())
    same = {n for n, value in vars(english).items() if value == vars(latvian)[n]}
    assert same == {"title"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("lv", "lv"),
        ("lv-LV,lv;q=0.9,en;q=0.5", "lv"),
        ("de, lv;q=0.3, en;q=0.8", "en"),
        ("ru,et;q=0.9", "en"),
        ("en;q=0,lv;q=0.1", "lv"),
        (";q=x,,lv;q=nan", "en"),
    ],
)
def test_first_language_is_the_browsers(header: str | None, language: str) -> None:
    """The first interface language is what the browser likes best, else English."""
    assert strings.preferred_language(header) == language


def test_dates_in_words() -> None:
    """A date is said in words; a missing one is said to be missing."""
    day = date(2022, 3, 2)
    assert strings.published(day, "en") == "Published 2 March 2022"
    assert strings.published(day, "lv") == "Publicēts 2022. gada 2. martā"
    assert strings.published(None, "lv") == "Datums nav norādīts"


def test_documents_are_listed(shipped: Corpus) -> None:
    """What the chat quotes is on the page: title, publisher, date."""
    html = frame.about_html(Profile(BOOK), shipped, "en")
    for reviewed in shipped.values():
        assert escaped(reviewed.title) in html
        assert escaped(reviewed.publisher) in html
    assert "Published 2 March 2022" in html
    assert escaped(messages.UNAVAILABLE["en"]) in frame.about_html(Profile(BOOK), {}, "en")
