"""Slips of the finger are read as the word meant; what is known or too far off stays."""

import pytest

from bot import spelling
from bot.spelling import LEAST_USES, Speller

QUESTIONS = [
    *[("Which condom, which lubricant?", "en")] * LEAST_USES,
    ("What is a prostate?", "en"),
    ("Vai tas ir condoms?", "lv"),
    *[("Vai mazgāties drīkst?", "lv")] * LEAST_USES,
]
DOCUMENTS = [("Chlamydia can be cured.", "en")]


@pytest.fixture(scope="module")
def speller() -> Speller:
    """One that has read a few questions and a document."""
    return Speller(QUESTIONS, DOCUMENTS)


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("is a cindom ok", "en", "is a condom ok"),
        ("is a conndom ok", "en", "is a condom ok"),
        ("is a codnom ok", "en", "is a condom ok"),
        ("which lubricnt, then?", "en", "which lubricant, then?"),
        ("chlamidia", "en", "chlamydia"),
        ("vai driikst mazgaties", "lv", "vai drīkst mazgaties"),
        ("IS A CINDOM OK", "en", "is a condom ok"),
    ],
)
def test_one_slip_is_undone(speller: Speller, typed: str, language: str, meant: str) -> None:
    """A letter wrong, too many, missing or out of order; with a document's word, in capitals."""
    assert speller.read(typed, language) == meant


def test_many_words_are_the_commonest(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much there is to read, memory has its bound."""
    monkeypatch.setattr(spelling, "MOST_WORDS", 2)
    speller = Speller([("condom condom condom lubricant", "en")], [("condom lubricant x", "en")])
    assert speller.read("condoom lubriccant", "en") == "condom lubricant"
    monkeypatch.setattr(spelling, "MOST_WORDS", 1)
    speller = Speller([("condom condom condom lubricant", "en")], [("condom lubricant x", "en")])
    assert speller.read("condoom lubriccant", "en") == "condom lubriccant"


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("my cndm", "en"),  # too far
        ("prostatte", "en"),  # a word that only one question has is no measure
        ("condoms", "en"),  # known in another language
        ("conds", "en"),
        ("HPV", "de"),
        ("is it PrEP", "en"),
        ("mazgātos", "lv"),  # with diacritics
        ("a cindom", "lv"),
        ("", "en"),
    ],
)
def test_the_rest_stays(speller: Speller, typed: str, language: str) -> None:
    """What is two slips away, short, known in any language, or of a language nobody reads."""
    expected = typed.lower() if typed == "HPV" else typed
    assert speller.read(typed, language) == expected
