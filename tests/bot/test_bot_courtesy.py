"""Manners are taken off a message, and nothing that is asked."""

import pytest

from bot.courtesy import without_courtesies
from bot.question import MAX_CHARACTERS


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("hi, is it safe", "is it safe"),
        ("Sveiki! Vai tas sāp? Paldies!", "Vai tas sāp?"),
        ("Good morning. How are you? Is HPV an STD?", "Is HPV an STD?"),
        ("Hello, I have a quick question: can I use it? Thanks in advance!", "can I use it?"),
        ("labdien, gribu pajautāt - kas ir hpv", "kas ir hpv"),
        ("Atvainojiet, ka traucēju, vai sāp?", "vai sāp?"),
        ("thanks but how much", "but how much"),
        ("Could you tell me what prep is", "what prep is"),
        ("sveicinati! kas ir prep ar cienu janis", "kas ir prep"),
        ("is it ok xx 😅", "is it ok"),
        ("I'm 34, is it ok", "is it ok"),
        ("Labdien, man 34 gadi. vai sāp?", "vai sāp?"),
    ],
)
def test_manners_go(message: str, asked: str) -> None:
    """In either language, with and without diacritics, at both ends, several of them."""
    assert without_courtesies(message) == asked


@pytest.mark.parametrize(
    "message",
    [
        "hi",
        "ok thanks",
        "Labdien! Man ir jautājums.",
        "morning after pill?",
        "hide the pain",
        "ok to use it twice?",
        "please help me stop the bleeding",
        "help me",
        "12 hours ago, what now",
        "30 minutes. what then",
        "i have a question about it",
        "thanks to lube it was fine",
        "pasaki viņam nē",
        "man kauns",
        "???",
    ],
)
def test_what_is_asked_stays(message: str) -> None:
    """Words that only begin alike, and messages that are nothing but manners."""
    assert without_courtesies(message) == message


@pytest.mark.parametrize("phrase", ["thanks ", "hi ", "paldies jau iepriekš ", ", ", "😅", "a "])
@pytest.mark.timeout(5)
def test_it_ends(phrase: str) -> None:
    """The longest message of nothing else is looked through at once."""
    message = (phrase * MAX_CHARACTERS)[:MAX_CHARACTERS]
    assert without_courtesies(message) in message
