"""The fitted bank: the same question comes back, and what is saved is what is loaded."""

from pathlib import Path

import numpy as np
import pytest

from index.bank_model import BankModel, best_of, log_odds, mean_of_best
from tests.support import FakeEmbedder

QUESTIONS = (
    "How warm should the water be?",
    "Can I use cold water?",
    "When should I call about bleeding?",
    "Asiņošana nerimst, ko darīt?",
    "How much does a bandage cost?",
    "Cik maksā pārsējs?",
)
ANSWERING = np.array([0, 0, 2, 2, -1, -1])


@pytest.fixture(scope="module")
def model() -> BankModel:
    """A model of the six questions, for an index of three passages."""
    return BankModel.fit(QUESTIONS, FakeEmbedder().encode_questions(QUESTIONS), ANSWERING, 3)


def vector(text: str) -> np.ndarray:
    """Embed one question."""
    return FakeEmbedder().encode_questions([text])[0]


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_a_bank_question_is_nearest_to_itself(model: BankModel, number: int) -> None:
    """Its similarity is the greatest, and its passage the most probable."""
    view = model.view(QUESTIONS[number], vector(QUESTIONS[number]))
    assert int(view.similarity.argmax()) == number
    shares = [*view.probability.tolist(), view.none]
    assert int(np.argmax(shares)) == ANSWERING[number] % 4
    assert sum(shares) == pytest.approx(1.0, abs=1e-5)
    assert view.probability[1] == 0


def test_missing_diacritics_and_typos_still_find_it(model: BankModel) -> None:
    """The n-grams see through both."""
    view = model.view("asinosana nerimt ko darit", vector("asinosana nerimt ko darit"))
    assert int(view.similarity.argmax()) == 3


def test_what_is_loaded_is_what_was_saved(model: BankModel, tmp_path: Path) -> None:
    """Views before and after agree to the last bit, and no file is a pickle."""
    model.save(tmp_path / "bank")
    loaded = BankModel.load(tmp_path / "bank")
    assert loaded is not None
    for text in (*QUESTIONS, "something else entirely", "ž"):
        before, after = model.view(text, vector(text)), loaded.view(text, vector(text))
        assert np.array_equal(before.similarity, after.similarity)
        assert np.array_equal(before.probability, after.probability)
        assert before.none == after.none
    assert {p.suffix for p in (tmp_path / "bank").iterdir()} == {".json", ".npz"}


def test_new_questions_are_compared_as_a_visitors_is(model: BankModel) -> None:
    """Of the bank's own texts, each pair is as alike as the bank says."""
    between = model.between(QUESTIONS, FakeEmbedder().encode_questions(QUESTIONS))
    assert np.allclose(between, model.among(np.arange(len(QUESTIONS))), atol=1e-5)


def test_no_bank_is_none(tmp_path: Path) -> None:
    """An index without a bank has no model."""
    assert BankModel.load(tmp_path / "bank") is None


def test_log_odds_are_finite_and_even() -> None:
    """0 for a half, the same on both sides of it, and no infinity at the ends."""
    assert log_odds(0.5) == 0.0
    assert log_odds(0.9) == pytest.approx(-log_odds(0.1))
    assert log_odds(1.0) == pytest.approx(6.91, abs=0.01)
    assert log_odds(0.0) == pytest.approx(-6.91, abs=0.01)


@pytest.mark.parametrize("answering", [[0, 0, 0, 0, 0, 0], [-1] * 6, [0, 0, 0, -1, -1, -1]])
def test_banks_of_one_or_two_classes_work(answering: list[int]) -> None:
    """Only answered questions, only unanswered ones, and one passage against none."""
    vectors = FakeEmbedder().encode_questions(QUESTIONS)
    view = BankModel.fit(QUESTIONS, vectors, np.array(answering), 3).view(QUESTIONS[0], vectors[0])
    assert float(view.probability.sum()) + view.none == pytest.approx(1.0, abs=1e-5)
    assert (view.none < 0.5) == (answering[0] == 0)


def test_fitting_twice_gives_the_same(model: BankModel) -> None:
    """The fit is deterministic."""
    again = BankModel.fit(QUESTIONS, FakeEmbedder().encode_questions(QUESTIONS), ANSWERING, 3)
    text = "is cold water fine"
    assert np.array_equal(
        model.view(text, vector(text)).probability, again.view(text, vector(text)).probability
    )


@pytest.mark.parametrize("count", [1, 3, 40, 100, 200])
def test_best_are_those_of_a_whole_sort(count: int) -> None:
    """The greatest values, equal ones in order, and their mean, without sorting the rest."""
    values = np.random.default_rng(7).integers(0, 30, 100).astype(np.float32)
    assert best_of(values, count).tolist() == np.argsort(-values, kind="stable")[:count].tolist()
    assert mean_of_best(values, count) == float(np.sort(values)[-count:].mean())
