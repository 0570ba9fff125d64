"""Follow-ups: taken with the question before only when that is safe."""

from pathlib import Path

import pytest

from bot.engine import Bot
from bot.followup import asked_again, followup_features, goes_on, stems
from tests.bot.bot_support import small_bot, write_banked

BEFORE = "Can I use cold water?"


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    """A bot with a small bank; it carries over what it would answer, new words or not."""
    return small_bot(tmp_path, write_banked(tmp_path / "corpus"))


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("and for women?", "en", True),
        ("why?", "en", True),
        ("un sievietēm?", "lv", True),
        ("kāpēc?", "lv", True),
        ("ok thanks", "en", False),
        ("lol", "en", False),
        ("paldies, skaidrs", "lv", False),
        ("et pour les femmes?", "fr", False),
    ],
)
def test_going_on_needs_a_word_that_asks_or_joins(
    question: str, language: str, expected: bool
) -> None:
    """Thanks and exclamations never go on from anything."""
    assert goes_on(question, language) == expected


def test_new_words_are_counted_by_stem() -> None:
    """Endings, diacritics and short words do not make a word new."""
    known = stems(["Vai siltam ūdenim jābūt tīram?"])
    features = followup_features(0.1, 0.5, "un silta udeni maksa?", known)
    assert features["new_words"] == 1.0  # "maksa"
    assert features["together"] == pytest.approx(0.0)


def test_follow_up_is_answered_and_says_so(bot: Bot) -> None:
    """It quotes what the two together ask, in its own language, and names the earlier one."""
    alone = bot.ask("and why?")
    assert (alone.status, alone.assumed) == ("not_found", None)
    answer = bot.ask("and why?", history=["something else", BEFORE])
    assert answer.status == "answered"
    assert answer.assumed == BEFORE
    assert answer.quotes[0].verified_text().startswith("Use warm water.")
    assert asked_again("and why?", answer.assumed) == f"{BEFORE} and why?"


@pytest.mark.parametrize(
    "question",
    ["thanks a lot", "and bicycles, mortgages, elephants?", "How much does a bandage cost?"],
)
def test_unrelated_question_is_not_carried(bot: Bot, question: str) -> None:
    """A question of another kind stays refused after any question."""
    answer = bot.ask(question, history=[BEFORE])
    assert (answer.status, answer.assumed) == ("not_found", None)


def test_answerable_question_stands_alone(bot: Bot) -> None:
    """What would be answered alone is not mixed with what was asked before."""
    answer = bot.ask("It keeps bleeding, what now?", history=[BEFORE])
    assert answer == bot.ask("It keeps bleeding, what now?")


@pytest.mark.parametrize("before", ["", "\x00", "x" * 1001, "x" * 999])
def test_odd_history_is_no_error(bot: Bot, before: str) -> None:
    """Whatever was sent as the question before, the answer is the one without it."""
    assert bot.ask("and why?", history=[before]).assumed is None
