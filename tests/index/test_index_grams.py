"""The n-grams of one text: weighed as scikit-learn weighs them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from index.grams import LONGEST, SHORTEST, GramWeigher
from index.lexical import fold
from tests.support import REPOSITORY

DEV = REPOSITORY / "eval" / "questions" / "dev.jsonl"
QUESTIONS = [json.loads(line)["question"] for line in DEV.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def fitted() -> TfidfVectorizer:
    """The library's, fitted on half of the dev questions."""
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), sublinear_tf=True, preprocessor=fold
    )
    return vectorizer.fit(QUESTIONS[::2])


@pytest.fixture(scope="module")
def weigher(fitted: TfidfVectorizer) -> GramWeigher:
    """Ours, with what that learnt."""
    return GramWeigher(fitted.vocabulary_, fitted.idf_.astype(np.float32))


def test_weights_are_the_librarys(fitted: TfidfVectorizer, weigher: GramWeigher) -> None:
    """For questions it was fitted on and others: the same n-grams, the same weights."""
    theirs = fitted.transform(QUESTIONS)
    theirs.sort_indices()
    for question, row in zip(QUESTIONS, theirs, strict=True):
        ours = weigher.weigh(question)
        np.testing.assert_array_equal(ours.indices, row.indices)
        np.testing.assert_allclose(ours.data, row.data, atol=1e-6)


@given(st.text())
def test_weights_of_any_text_are_the_librarys(
    fitted: TfidfVectorizer, weigher: GramWeigher, text: str
) -> None:
    """Whatever is typed, also nothing: no error, and no difference."""
    np.testing.assert_allclose(
        weigher.weigh(text).toarray(), fitted.transform([text]).toarray(), atol=1e-6
    )
