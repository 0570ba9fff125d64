"""What may be asked, and in which language it is taken to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import messages
from bot.errors import QuestionError
from bot.question import MAX_CHARACTERS, accept_question
from corpus.language import LanguageDetector


@pytest.fixture(scope="module")
def detector() -> LanguageDetector:
    """A detector for the shipped corpus' languages."""
    return LanguageDetector(("en", "lv"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("  \n\t ", "empty"),
        ("?!…", "empty"),
        ("a" * (MAX_CHARACTERS + 1), "too_long"),
        ("is it\x00safe", "control_characters"),
        ("is it \x1b[31m safe", "control_characters"),
        ("\x07", "control_characters"),
        ("half a pair \ud83d", "control_characters"),
    ],
)
def test_what_cannot_be_asked(detector: LanguageDetector, text: str, fault: str) -> None:
    """Each fault is named, and the error never holds the question."""
    with pytest.raises(QuestionError) as caught:
        accept_question(text, detector)
    assert caught.value.fault == fault
    assert not text.strip() or text not in str(caught.value)


def test_every_fault_has_words_in_every_language() -> None:
    """A visitor never meets a fault without a text."""
    for words in messages.FAULTS.values():
        assert set(words) == set(messages.LANGUAGES)
        assert all(words.values())


def test_a_pasted_question_becomes_one_line(detector: LanguageDetector) -> None:
    """Line ends, tabs and decomposed letters are made plain."""
    question = accept_question("  Vai tas\r\nsa\u0304p\tpirmaja\u0304 reize\u0304? ", detector)
    assert question.text == "Vai tas sāp pirmajā reizē?"
    assert question.language == "lv"


def test_the_longest_question_is_accepted(detector: LanguageDetector) -> None:
    """1,000 characters are allowed, 1,001 are not."""
    assert accept_question("a" * MAX_CHARACTERS, detector).text


ENGLISH_ONLY = LanguageDetector(("en",))


@given(st.text(max_size=1100))
def test_any_text_is_accepted_or_refused(text: str) -> None:
    """No text raises anything but a QuestionError, and what is accepted is one clean line."""
    try:
        question = accept_question(text, ENGLISH_ONLY)
    except QuestionError:
        return
    assert question.text == question.text.strip()
    assert "\n" not in question.text
    assert question.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Does it hurt the first time?", "en"),
        ("can i use spit", "en"),
        ("help theres blood", "en"),
        ("Vai pirmajā reizē sāp?", "lv"),
        ("vai tas sap pirmo reizi", "lv"),
        ("cik biezi jataisa uztriepe", "lv"),
        ("kas tas ir", "lv"),
        ("uz ko man skatities", "lv"),
    ],
)
def test_languages_are_told_apart(detector: LanguageDetector, text: str, language: str) -> None:
    """English and Latvian, the latter without diacritics too."""
    assert accept_question(text, detector).language == language


def test_a_text_with_nothing_to_tell_takes_the_fallback(detector: LanguageDetector) -> None:
    """Digits are in the page's language, and a language the corpus lacks is no fallback."""
    assert accept_question("HIV?", detector, fallback="lv").language == "lv"
    assert accept_question("12345", detector, fallback="lv").language == "lv"
    assert accept_question("12345", detector, fallback="de").language == "en"


def test_the_language_can_be_set(detector: LanguageDetector) -> None:
    """A set language is kept; one without documents is refused."""
    assert accept_question("What is it?", detector, "lv").language == "lv"
    with pytest.raises(QuestionError) as caught:
        accept_question("What is it?", detector, "de")
    assert caught.value.fault == "unknown_language"


def test_a_corpus_in_one_language_needs_no_guessing() -> None:
    """With one language every question is in it, also one py3langid does not know."""
    assert LanguageDetector(("lv",)).detect("What is it?") == "lv"
    assert LanguageDetector(("xx", "en")).detect("What is it?") == "en"
