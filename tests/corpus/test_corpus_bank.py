"""The question bank: read, tied to its document, set aside when stale; and the lint."""

import unicodedata
from pathlib import Path

import pytest

from corpus import Corpus, CorpusError, load_corpus
from corpus.lint import lint_corpus, same_wording
from tests.bot.bot_support import write_banked


@pytest.fixture
def banked(tmp_path: Path) -> Path:
    """The small corpus with its bank, free to be changed."""
    return write_banked(tmp_path / "corpus")


def edit(directory: Path, name: str, old: str, new: str) -> None:
    """Replace ``old`` in one file of the corpus."""
    file = directory / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_questions_point_at_their_anchors(banked: Path) -> None:
    """Each answered question's span is its anchor; the others have a topic."""
    corpus = load_corpus(banked)
    for question in corpus.bank.questions:
        if question.answered:
            assert question.document is not None
            assert question.anchor is not None
            words = corpus[question.document].slice(question.anchor)
            assert words in (
                "Use warm water.",
                "Call us if the bleeding does not stop within an hour.",
            )
        else:
            assert question.topic == "prices"
            assert question.trap
    assert corpus.bank.topics["prices"].pointer["lv"] == "Jautā pie letes."


def test_an_edit_sets_its_questions_aside(banked: Path) -> None:
    """The corpus still loads, without those questions, and the lint names the anchor."""
    edit(banked, "care.txt", "Use warm water.", "Use lukewarm water.")
    corpus = load_corpus(banked)
    assert [(anchor, count) for _, anchor, count in corpus.bank.stale] == [("Use warm water.", 3)]
    assert not any("water" in q.text for q in corpus.bank.questions if q.answered)
    assert any("“Use warm water.”" in finding for finding in lint_corpus(corpus))


def test_decomposed_letters_are_the_same_anchor(banked: Path) -> None:
    """A bank saved with decomposed letters means the same."""
    file = banked / "questions" / "unanswered.toml"
    file.write_text(unicodedata.normalize("NFD", file.read_text()), encoding="utf-8")
    assert any(q.text == "Cik maksā pārsējs?" for q in load_corpus(banked).bank.questions)


def test_editing_the_bank_makes_the_corpus_outdated(banked: Path) -> None:
    """A running chat notices an edit of the bank, and a new file of it."""
    corpus = load_corpus(banked)
    assert corpus.is_current()
    (banked / "questions" / "kopsana.toml").write_text("", encoding="utf-8")
    assert not corpus.is_current()


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("care.toml", "[[answered]]", "[[answered", "not valid TOML"),
        ("care.toml", "anchor =", "ancor =", "ancor"),
        ("care.toml", "questions.en =", "questions.english =", "english"),
        ("unanswered.toml", 'topic = "prices"', 'topic = "price"', "no [[topic]]"),
        ("unanswered.toml", 'pointer = "desk"', 'pointer = "shop"', "'shop'"),
        ("unanswered.toml", 'pointer = "desk"', "small_talk = true", "its reply"),
    ],
)
def test_a_broken_bank_says_what_is_wrong(
    banked: Path, name: str, old: str, new: str, says: str
) -> None:
    """The error names the file and the fault."""
    edit(banked, f"questions/{name}", old, new)
    with pytest.raises(CorpusError) as caught:
        load_corpus(banked)
    assert name in str(caught.value)
    assert says in str(caught.value)


def test_the_lint_finds_contradictions_and_gaps(banked: Path) -> None:
    """A question both answered and unanswered, a repeated one, a paragraph nobody asks about."""
    edit(
        banked,
        "questions/unanswered.toml",
        '"How much does a bandage cost?"',
        '"How warm should the WATER be", "Cik maksā pārsējs"',
    )
    findings = "\n".join(lint_corpus(load_corpus(banked)))
    assert "both answered and unanswered: “How warm should the WATER be”" in findings
    assert "twice: “Cik maksā pārsējs" in findings
    assert "0 bank questions in 'en' for the paragraph" in findings


def test_wordings_are_compared_without_case_marks_and_diacritics() -> None:
    """What a phone's keyboard changes does not make another question."""
    assert same_wording("Cik ilgi  SĀP??") == same_wording("cik ilgi sap")
    assert same_wording("how long") != same_wording("how much")


def test_the_shipped_bank_is_clean(shipped: Corpus) -> None:
    """At least fifteen questions a paragraph on average, none stale, no finding."""
    assert not shipped.bank.stale
    assert lint_corpus(shipped) == []
    answered = sum(q.answered for q in shipped.bank.questions)
    assert answered >= 2000
    assert len(shipped.bank.questions) - answered >= 1400
    assert len(shipped.bank.topics) >= 150
    for topic in shipped.bank.topics.values():
        assert topic.name["en"]
        assert topic.name["lv"]


def test_suggestions_and_themes_are_of_the_bank(shipped: Corpus) -> None:
    """What a theme offers was reviewed, in its language; every language has every theme."""
    known = {(q.language, q.text) for q in shipped.bank.questions if q.answered}
    assert shipped.themes
    for theme in shipped.themes:
        assert theme.name.keys() == theme.questions.keys() == {"en", "lv"}
        for language, questions in theme.questions.items():
            assert {(language, question) for question in questions} <= known
