"""Several needs in one message, and somebody in danger."""

import pytest

from bot.answer import ANSWERED, NOT_FOUND
from bot.decision import URGENT_COST, Model
from bot.engine import Bot
from bot.needs import MOST_PARTS, split_needs
from corpus import Corpus
from tests.bot.bot_support import small_bot, write_banked


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("en", "Is it safe?", ()),
        ("en", "me and my boyfriend want to try", ()),
        ("en", "Does it hurt and do I need gel?", ("Does it hurt", "do I need gel?")),
        ("en", "It bled a lot. Is that normal?", ("It bled a lot.", "Is that normal?")),
        ("en", "Hi! Does it hurt much?", ()),
        (
            "lv",
            "Vai tas ļoti sāp un cik ilgi jāgaida?",
            ("Vai tas ļoti sāp", "cik ilgi jāgaida?"),
        ),
        ("de", "Tut es weh und wie lange dauert das?", ()),
    ],
)
def test_a_message_is_cut_only_where_both_sides_can_stand(
    language: str, text: str, parts: tuple[str, ...]
) -> None:
    """Greetings, "you and me" and other short pieces are no needs of their own."""
    assert split_needs(text, language) == parts


def test_a_long_story_keeps_its_end() -> None:
    """The asking stands at the end, and each part costs an embedding."""
    story = " ".join(f"This is sentence number {n}." for n in range(9))
    parts = split_needs(story, "en")
    assert len(parts) == MOST_PARTS
    assert parts[-1] == "This is sentence number 8."


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """A bot whose bank marks the bleeding as urgent."""
    place = tmp_path_factory.mktemp("needs")
    corpus = write_banked(place / "corpus")
    file = corpus / "questions" / "care.toml"
    anchor = 'anchor = "Call us if the bleeding does not stop within an hour."'
    text = file.read_text(encoding="utf-8")
    assert anchor in text
    file.write_text(text.replace(anchor, f"{anchor}\nurgent = true"), encoding="utf-8")
    return small_bot(place, corpus)


def test_each_need_gets_its_quote(bot: Bot) -> None:
    """Two questions in one message, answered by two passages."""
    found = bot.explain("How warm should the water be? It keeps bleeding, what now?")
    texts = [quote.text for quote in found.answer.quotes]
    assert texts[0] != texts[1]
    assert {"Use warm water. But never use hot water.", texts[0]} <= set(texts)
    assert "Call us if the bleeding does not stop within an hour." in texts
    assert [part.question.text for part in found.parts] == [
        "How warm should the water be?",
        "It keeps bleeding, what now?",
    ]


def test_an_answered_part_survives_an_unanswered_one(bot: Bot) -> None:
    """Asked with something the documents do not say, what they do say is still quoted."""
    answer = bot.ask("How much does a bandage cost? How warm should the water be?")
    assert answer.status == ANSWERED
    assert answer.quotes[0].text.startswith("Use warm water.")
    assert bot.ask("How much does a bandage cost? What is the price of it?").status == NOT_FOUND


def test_an_urgent_question_is_known_as_one(bot: Bot) -> None:
    """The nearest answered question decides, and explain says so."""
    assert bot.explain("it keeps bleeding what now").retrieved.urgent
    assert not bot.explain("can I use cold water").retrieved.urgent


def test_the_bar_is_lower_for_an_urgent_question() -> None:
    """At the bar, a refusal's expected cost and an error's are equal."""
    model = Model(threshold=0.6, intercept=0.0, weights={})
    bar = model.bar(urgent=True)
    assert bar < model.bar(urgent=False) == 0.6
    odds, usual = bar / (1 - bar), 0.6 / 0.4
    assert odds * URGENT_COST == pytest.approx(usual)


def test_the_shipped_bank_marks_whoever_is_in_danger(shipped: Corpus) -> None:
    """Sharp pain, heavy bleeding, a tear: every question on them is marked, and few others."""
    document = shipped["is-anal-sex-safe"]
    signs = ("sharp, intense shooting pain", "bleeding heavily", "emergency room", "perforation")
    for question in shipped.bank.questions:
        if question.anchor is not None and question.document == document.id:
            words = document.slice(question.anchor)
            if any(sign in words for sign in signs):
                assert question.urgent, words
            assert not (question.urgent and "condom" in words)
