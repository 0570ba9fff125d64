"""Messages that ask nothing: the clinic's words for them are all the reply."""

import pytest

from bot.answer import NOT_FOUND
from bot.engine import Bot
from bot.printed import as_text
from bot.reply import reply_to
from corpus.bank import Pointer
from tests.bot.bot_support import small_bot, write_banked

GREETINGS = """
[pointer.hello]
en = "Hello! What would you like to know?"
lv = "Sveiki! Ko tu gribētu zināt?"

[[topic]]
id = "greetings"
name = { en = "greetings", lv = "sveicieni" }
pointer = "hello"
small_talk = true

[[unanswered]]
topic = "greetings"
questions.en = ["hello there"]
questions.lv = ["labdien, sveiki"]
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """A bot that knows greetings."""
    place = tmp_path_factory.mktemp("greeted")
    corpus = write_banked(place / "corpus")
    with (corpus / "questions" / "unanswered.toml").open("a", encoding="utf-8") as file:
        file.write(GREETINGS)
    return small_bot(place, corpus)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Hello there!", "Hello! What would you like to know?"),
        ("labdien sveiki", "Sveiki! Ko tu gribētu zināt?"),
    ],
)
def test_greeting_is_returned(bot: Bot, said: str, words: str) -> None:
    """No quote, no refusal, no section to look into: the clinic's words alone, in each form."""
    answer = bot.ask(said)
    assert answer.status == NOT_FOUND
    assert answer.pointer == Pointer(words, alone=True)
    assert list(as_text(answer)) == [words]
    assert reply_to(said, answer, 0).pointer == words


def test_question_after_a_greeting_is_a_question(bot: Bot) -> None:
    """Politeness costs nobody the answer."""
    assert bot.ask("Hello there! How warm should the water be?").quotes


def test_names_of_topics_are_not_said_to_small_talk(bot: Bot) -> None:
    """A topic's name stands before where to turn, and only there."""
    bank = bot.corpus.bank
    assert bank.pointer("prices", "en") == Pointer("Prices. Ask at the desk.")
    assert bank.pointer("greetings", "en") == Pointer(
        "Hello! What would you like to know?", alone=True
    )
    assert bank.pointer("greetings", "de") is None
