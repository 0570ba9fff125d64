"""The baselines, with the fake embedder."""

from pathlib import Path

import numpy as np
import pytest
from eval_fakes import GOLD, question

from corpus import Corpus
from eval.baselines import (
    Baseline,
    DenseRanker,
    LexicalRanker,
    Ranker,
    TutorialRanker,
    best_threshold,
)
from eval.questions import QuestionSet
from eval.reference import Reference
from tests.support import FakeEmbedder


@pytest.fixture(scope="module")
def corpus(pristine: tuple[Corpus, Path]) -> Corpus:
    """The small corpus."""
    return pristine[0]


def rankers(corpus: Corpus) -> dict[str, Ranker]:
    """Return one ranker of each kind."""
    return {
        "tutorial": TutorialRanker(corpus, FakeEmbedder()),
        "bm25": LexicalRanker(corpus),
        "dense": DenseRanker(corpus, FakeEmbedder()),
    }


def test_each_ranks_the_right_document_first(corpus: Corpus) -> None:
    """Asked in a document's own words, each finds it; pieces are where they say they are."""
    for name, ranker in rankers(corpus).items():
        for doc, words in GOLD.items():
            ranked = ranker.rank(words)
            assert ranked[0].doc == doc, name
            scores = [one.score for one in ranked]
            assert scores == sorted(scores, reverse=True)
            for one in ranked:
                assert 0 <= one.start < one.end <= len(corpus[one.doc].text)


def test_tutorial_quotes_clutter_and_all(corpus: Corpus) -> None:
    """A small file is one chunk, heading included: supported, but no valid quote of ours."""
    baseline = Baseline(TutorialRanker(corpus, FakeEmbedder()), corpus)
    given = baseline.answer(GOLD["care"])
    assert given.answered
    assert "When to call" in given.quotes[0].text


def test_best_threshold_by_hand() -> None:
    """Refuse the two low ones, which nothing answers; keep the high one that is wrong."""
    scores = [0.9, 0.8, 0.5, 0.2, 0.1]
    right = np.array([True, False, True, False, False])
    refusable = np.array([False, False, False, True, True])
    assert best_threshold(scores, right, refusable) == 0.5
    assert best_threshold(scores, np.zeros(5, bool), np.ones(5, bool)) == np.inf


def test_fitted_baseline_refuses_what_is_far(corpus: Corpus) -> None:
    """The threshold comes from dev questions and lies between near and far."""
    asked = [
        question("a", "care", question=GOLD["care"]),
        question("b", "kopsana", question=GOLD["kopsana"]),
        question("c", question="xyzzy qwfp"),
    ]
    dev = QuestionSet("dev", tuple(asked), corpus.directory)
    for name, ranker in rankers(corpus).items():
        baseline = Baseline(ranker, corpus)
        baseline.fit(dev, Reference(corpus))
        assert baseline.answer(GOLD["care"]).answered, name
        refused = baseline.answer("zzqx vvkj")
        assert not refused.answered, name
        assert len(refused.withheld) <= 3
