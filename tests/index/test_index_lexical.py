"""The words' side of retrieval."""

from pathlib import Path

import numpy as np
import pytest

from index.lexical import LexicalIndex, fold, terms

TEXTS = (
    "Asiņošana ir bieža, ja audi plīst.",
    "Prezervatīvs pasargā no infekcijām.",
    "Ārsts palīdzēs jebkurā laikā.",
)


@pytest.mark.parametrize(
    ("text", "plain"), [("Ārsts", "arsts"), ("ŠĶĪŅĢ", "sking"), ("Café", "cafe"), ("Ёлка", "елка")]
)
def test_fold_drops_case_and_diacritics(text: str, plain: str) -> None:
    """Letters are compared without case and marks."""
    assert fold(text) == plain


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("asiņošanu", 0),
        ("asinosana", 0),
        ("prezervativi", 1),
        ("INFEKCIJA", 1),
        ("kas palidz", 2),
    ],
)
def test_inflected_and_plain_questions_find_the_text(question: str, best: int) -> None:
    """Other endings, missing diacritics and capitals still find the word."""
    scores = LexicalIndex.build(TEXTS, "lv").scores(question)
    assert scores.shape == (3,)
    assert int(scores.argmax()) == best
    assert scores[best] > 0


def test_unknown_words_score_zero() -> None:
    """A question that shares no term with any text scores 0 everywhere."""
    for question in ("xylophone", "", "?!", "😀"):
        assert not LexicalIndex.build(TEXTS, "lv").scores(question).any()


def test_one_text_and_texts_without_words() -> None:
    """The smallest index works, and so does a text of marks only."""
    assert LexicalIndex.build(["Wash hands."], "en").scores("hands").shape == (1,)
    scores = LexicalIndex.build(["— …", "Wash hands."], "en").scores("hands")
    assert scores[0] == 0 < scores[1]


def test_language_without_dictionary() -> None:
    """Words of a language simplemma does not know are only folded."""
    assert "hands" in terms("Hands", "xx")


def test_saved_index_scores_alike(tmp_path: Path) -> None:
    """Reading back what was written changes no score."""
    built = LexicalIndex.build(TEXTS, "lv")
    built.save(tmp_path / "lv")
    loaded = LexicalIndex.load(tmp_path / "lv", "lv", len(TEXTS))
    for question in ("asiņo", "ārsta laiks", "nothing"):
        np.testing.assert_array_equal(loaded.scores(question), built.scores(question))
