"""What must be quoted together: qualifiers, sentences that lean back, speech and its tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Corpus
from corpus.binding import is_speech, is_untagged_speech, leans_back, qualifies, whole_quote

LIST = ["It is simple.", "Call if:", "• it bleeds", "• it hurts", "Or come by."]
QUALIFIERS = [
    ("en", "But if you’re bleeding heavily, you should see your doctor."),
    ("en", "“But with a condom, it’s less risky,” says Dr. Inkster."),
    ("en", "However, most doctors advise against it."),
    ("en", "If the pain doesn’t go away within 30 minutes, go to the emergency room."),
    ("en", "Unless it burns, carry on."),
    ("en", "– Although rare, it happens."),
    ("lv", "Savukārt daļa anālo seksu raksturo kā ārkārtīgi sāpīgu."),
    ("lv", "Tomēr dodieties pie ārsta."),
    ("lv", "„Bet uzmanieties,” saka ārste."),
    ("lv", "Ja tas nepāriet, zvaniet."),
    ("de", "• jemand fiebert"),
]
PLAIN = [
    ("en", "Small spots of blood are normal."),
    ("en", "Butter is no lubricant."),
    ("en", "If you have time, showering can be helpful."),
    ("lv", "Beta versija ir droša."),
    ("lv", "Ļoti liela nozīme ir tehnikai."),
    ("de", "But in a language without a list."),
]


@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_lists_are_quoted_with_what_introduces_them(wanted: int) -> None:
    """An item alone would say the opposite after “Do not take it if:”."""
    assert whole_quote(LIST, wanted, wanted, "en") == (1, 3)


@pytest.mark.parametrize(("language", "sentence"), QUALIFIERS)
def test_qualifiers(language: str, sentence: str) -> None:
    """A sentence that limits the one before it is known by its opening."""
    assert qualifies(sentence, language)


@pytest.mark.parametrize(("language", "sentence"), PLAIN)
def test_plain_sentences_bind_nothing(language: str, sentence: str) -> None:
    """Other sentences, words that only begin alike, and other languages do not qualify."""
    assert not qualifies(sentence, language)
    assert not leans_back(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence", "leans"),
    [
        ("en", "This means there’s a higher chance of infection.", True),
        ("en", "They open and close.", True),
        ("en", "And if you’re ever uncomfortable — try more lube.", True),
        ("en", "“It can also happen when you’re forcing things.”", True),
        ("en", "It’s important that your partner trims their nails.", False),
        ("en", "It’s normal to experience some discomfort.", False),
        ("en", "Thin tissue means it can tear easily.", False),
        ("lv", "Tas ir iemesls.", True),
        ("lv", "Tāpēc lietojiet prezervatīvu.", True),
        ("lv", "Tā kā slīdamība ir neliela, lietojiet lubrikantu.", False),
        ("lv", "Tasīte tējas palīdz.", False),
    ],
)
def test_leaning_back(language: str, sentence: str, leans: bool) -> None:
    """A sentence that points to the one before it is known; idioms that do not are left."""
    assert leans_back(sentence, language) is leans


@pytest.mark.parametrize(
    ("sentence", "speech", "untagged"),
    [
        ("“Anything that’s chemical is not a good idea.”", True, True),
        ("“Making sure is the main thing,” says Dr. Inkster.", True, False),
        ("“A massage can help people relax,” suggests Dr. Inkster.", True, False),
        ("“We may skip a year,” says Dr. Inkster", True, False),
        ("„Tas palīdz,” saka Dr. Kalniņa.", True, False),
        ("„Tas palīdz.”", True, True),
        ("Dr. Inkster suggests a “dental dam”.", False, False),
    ],
)
def test_speech_and_its_tag(sentence: str, speech: bool, untagged: bool) -> None:
    """Somebody's words are known by the opening mark, and whose by a tag after the closing."""
    assert is_speech(sentence) is speech
    assert is_untagged_speech(sentence) is untagged


PASSAGE = (
    "Small spots of blood are normal.",
    "But if you’re bleeding heavily, see your doctor.",
    "However, one drop is fine.",
    "Rest.",
    "“Bleeding can happen,” says Dr. Inkster.",
    "“It can also happen when you’re forcing things.”",
)


@pytest.mark.parametrize(
    ("wanted", "whole"),
    [((0, 0), (0, 2)), ((1, 1), (0, 2)), ((2, 2), (0, 2)), ((3, 3), (3, 3)), ((5, 5), (4, 5))],
)
def test_whole_quote(wanted: tuple[int, int], whole: tuple[int, int]) -> None:
    """A quote grows to the sentence qualified, all qualifiers, and the speaker's name."""
    assert whole_quote(PASSAGE, *wanted, "en") == whole


def test_untagged_speech_brings_its_speaker() -> None:
    """Somebody's further words are not quoted without the sentence that says whose they are."""
    passage = ("“One thing,” says Dr. Inkster.", "“Chemicals are bad.”")
    assert whole_quote(passage, 1, 1, "en") == (0, 1)


@pytest.mark.parametrize("language", ["en", "lv"])
@given(data=st.data())
def test_whole_quote_is_never_torn(language: str, data: st.DataObject) -> None:
    """For any passage: it holds what was wanted, tears nothing, and is not widened again."""
    pool = [s for lang, s in QUALIFIERS + PLAIN if lang == language]
    pool += ["Tas ir.", "This is.", "„Tas.”", "“That.”", "“So,” says Dr. X."]
    passage = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=8))
    first = data.draw(st.integers(0, len(passage) - 1))
    last = data.draw(st.integers(first, len(passage) - 1))
    a, b = whole_quote(passage, first, last, language)
    assert 0 <= a <= first <= last <= b < len(passage)
    assert b + 1 == len(passage) or not qualifies(passage[b + 1], language)
    assert a == 0 or not (
        qualifies(passage[a], language)
        or leans_back(passage[a], language)
        or is_untagged_speech(passage[a])
    )
    assert whole_quote(passage, a, b, language) == (a, b)


def test_shipped_warning_is_bound(shipped: Corpus) -> None:
    """The page's own warning about heavy bleeding qualifies the sentence before it."""
    document = shipped["is-anal-sex-safe"]
    (section,) = (s for s in document.sections if s.heading == "Is bleeding normal?")
    first = section.paragraphs[0]
    sentences = [document.slice(span) for span in first.sentences]
    assert sentences[1].startswith("But if you’re bleeding heavily")
    assert whole_quote(sentences, 0, 0, "en") == (0, 1)
