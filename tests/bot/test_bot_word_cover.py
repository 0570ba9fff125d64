"""How much of a question a text holds, word by word."""

import pytest

from bot.word_cover import asked_words, word_cover
from index.lexical import LexicalIndex
from index.text_words import content_words

TEXTS = (
    "The swab takes a minute.",
    "The test is free.",
    "The test is quick.",
    "The test finds chlamydia.",
)


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    """Four sentences of one leaflet."""
    return LexicalIndex.build(TEXTS, "en")


def cover(lexical: LexicalIndex, question: str, text: str, language: str = "en") -> float:
    """Return how much of ``question`` stands in ``text``, which is English."""
    return word_cover(asked_words(question, language, lexical), text, "en")


def test_rare_words_count_more(lexical: LexicalIndex) -> None:
    """A word the texts never use counts in full, one they all use little."""
    assert lexical.rarity("unheard") == 1.0
    assert 0 < lexical.rarity("test") < lexical.rarity("chlamydia") < 1
    assert cover(lexical, "does the test find chlamydia", TEXTS[3]) == 1.0
    half = cover(lexical, "does the test find gonorrhoea", TEXTS[3])
    assert cover(lexical, "does the test find gonorrhoea", TEXTS[1]) < half < 0.7


def test_inflected_and_bare_words_are_there(lexical: LexicalIndex) -> None:
    """Lemmas and beginnings stand for a word, as they do for BM25."""
    assert cover(lexical, "swabs?", TEXTS[0]) == 1.0
    assert cover(lexical, "how many minutes", TEXTS[0]) == 1.0
    latvian = LexicalIndex.build(("Prezervatīvs pasargā no infekcijas.",), "lv")
    asked = asked_words("vai prezervativi pasarga", "lv", latvian)
    assert word_cover(asked, "Prezervatīvs pasargā no infekcijas.", "lv") == 1.0


@pytest.mark.parametrize("question", ["What is it?", "why", "how do they do it then?", "?!"])
def test_a_question_of_no_content_is_not_covered(lexical: LexicalIndex, question: str) -> None:
    """Words that only join, point or ask say nothing about what is asked."""
    assert cover(lexical, question, "What is it? Why? How do they do it then?") == 0.0


def test_another_language_shares_no_words(lexical: LexicalIndex) -> None:
    """So a document without questions is not quoted to who asks in another language."""
    assert cover(lexical, "cik ātri var paņemt iztriepi", TEXTS[0], "lv") == 0.0


def test_function_words_of_both_languages() -> None:
    """With diacritics and without; a language without a list keeps all of its words."""
    assert content_words("Vai tas ir sāpīgi, kad es esmu viens?", "lv") == ["sāpīgi"]
    assert content_words("vai tas ir sapigi", "lv") == ["sapigi"]
    assert content_words("Isn't it painful?", "en") == ["painful"]
    assert content_words("ist das so", "de") == ["ist", "das", "so"]
