"""Fit and measure what is shown of documents without a question bank, on public sets.

There a question may be answered by no document, and nobody has written down which. Three kinds
of questions stand for what a clinic's visitors ask of a new leaflet: answerable ones; the same
ones with the paragraph that answers them withheld, so that all the rest of the subject is
there (*withheld*); and SQuAD 2.0's, written to be unanswerable from a paragraph that reads as
if it answered them (*impossible*), of which few visitors think. Each is asked in two settings:
of all paragraphs (*many*), and of a *leaflet* of a few neighbouring ones, where the best leads
by far however little it says. Each paragraph is a document, and an article is never fitted on
and measured with.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.hybrid_retrieval import HybridRetriever
from bot.question import Question
from bot.quoting import cut_quote
from eval.errors import EvalError
from eval.fit import FEATURES, Fitted
from eval.intervals import Estimate, mean
from eval.judge import supports
from eval.reference import Reference
from eval.sets import Opened
from eval.squad import read_articles
from eval.system import shown

Kind = Literal["answerable", "withheld", "impossible"]
Setting = Literal["many", "leaflet"]

LEAFLET = 5
"""Paragraphs of a leaflet: some ten passages."""

IMPOSSIBLE = 0.25
"""What an impossible question counts beside one of the others: a judgement."""

RIGHT = 0.85
"""The threshold is the least at which this share of what is shown is right, of articles held
out and with impossible questions counted as above."""

LEAST_WORDS = 0.7
"""A quoted sentence holds at least this share of the question's words by weight. It cost 3 % of
the answers on SQuAD, and raised what is right of XQuAD's from 93 to 95 %; and of a leaflet that
is alone with its subject nothing else told that "safe in pregnancy" is not in it."""

FEWEST = 30
"""A share of fewer answers than this says nothing."""


@dataclass(frozen=True)
class Case:
    """One question, asked of the documents or of all but those that answer it.

    Attributes:
        article: Title of the article it is about.
        kind: See the module.
        setting: Likewise.
        features: As retrieved.
        right: Whether what would be quoted supports.
    """

    article: str
    kind: Kind
    setting: Setting
    features: dict[str, float]
    right: bool

    @property
    def weight(self) -> float:
        """What it counts."""
        return IMPOSSIBLE if self.kind == "impossible" else 1.0


@dataclass(frozen=True)
class Coverage:
    """What is shown of one mixture of questions.

    Attributes:
        setting: What the questions were asked of.
        kinds: Which.
        asked: Questions.
        answered: Share that gets a quote.
        right: Share of these whose quote supports.
    """

    setting: Setting
    kinds: tuple[Kind, ...]
    asked: int
    answered: Estimate
    right: Estimate


def cases_of(path: Path, opened: Opened) -> list[Case]:
    """Ask the questions of a SQuAD file of its paragraphs, by their own words alone."""
    index = opened.live.get()
    reference = Reference(index.corpus)
    questions = opened.questions.questions
    vectors = opened.live.embedder.encode_bank([q.question for q in questions])
    places = _places(path, list(index.corpus))
    cases = []
    for question, vector in zip(questions, vectors, strict=True):
        article, own, near = places[question.id]
        kind: Kind = "answerable" if question.answerable else "impossible"
        without = frozenset(index.corpus) - {own}
        asked: list[tuple[Setting, Kind, frozenset[str]]] = [
            ("many", kind, without | {own}),
            ("leaflet", kind, frozenset({own, *near[: LEAFLET - 1]})),
        ]
        if question.answerable:
            asked += [("many", "withheld", without), ("leaflet", "withheld", frozenset(near))]
        for setting, kind, documents in asked:
            retriever = HybridRetriever(index, documents)
            found = retriever.retrieve(Question(question.question, question.lang), vector)
            right = bool(found.candidates) and supports(
                shown(cut_quote(found.candidates[0])), question, reference
            )
            cases.append(Case(article, kind, setting, dict(found.features), right))
    return cases


def _places(path: Path, documents: Sequence[str]) -> dict[str, tuple[str, str, list[str]]]:
    """Return each question's article, document and the documents next to it, by its id.

    Args:
        path: The SQuAD file.
        documents: Ids of its paragraphs' documents, in their order.
    """
    places = {}
    first = 0
    for article in read_articles(path):
        own = documents[first : first + len(article["paragraphs"])]
        first += len(own)
        for number, paragraph in enumerate(article["paragraphs"]):
            near = [*own[number + 1 :], *own[:number]][:LEAFLET]
            for question in paragraph["qas"]:
                places[str(question["id"])] = str(article["title"]), own[number], near
    return places


def fit_words(cases: Sequence[Case]) -> tuple[Fitted, NDArray[np.bool_]]:
    """Fit the path without a bank; each article is held out once.

    Returns:
        The numbers, and whether each case would be shown by a fit without its article.

    Raises:
        EvalError: If there are too few articles, or no threshold shows enough that is right.
    """
    names = FEATURES["hybrid"]
    values = np.array([[case.features[name] for name in names] for case in cases])
    truth = np.array([case.right for case in cases])
    weights = np.array([case.weight for case in cases])
    articles = np.array([case.article for case in cases])
    if len(set(articles.tolist())) < 3:
        msg = "A fit needs three articles at least. Give a larger file."
        raise EvalError(msg)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    weighed = {"logisticregression__sample_weight": weights}
    held_out = cross_val_predict(
        model,
        values,
        truth,
        groups=articles,
        cv=LeaveOneGroupOut(),
        params=weighed,
        method="predict_proba",
    )[:, 1]
    held_out[values[:, names.index("words")] < LEAST_WORDS] = 0.0
    model.fit(values, truth, **weighed)
    threshold = _threshold(held_out, truth, weights)
    scaler, regression = model.steps[0][1], model.steps[1][1]
    slopes = regression.coef_[0] / scaler.scale_
    over = held_out >= threshold
    fitted = Fitted(
        "hybrid",
        float(regression.intercept_[0] - (slopes * scaler.mean_).sum()),
        dict(zip(names, slopes.tolist(), strict=True)),
        threshold,
        float(roc_auc_score(truth, held_out, sample_weight=weights)),
        float(np.average(over[truth], weights=weights[truth])),
        float(np.average(~over[~truth], weights=weights[~truth])),
        len(cases),
        {"words": LEAST_WORDS},
    )
    return fitted, over


def _threshold(
    probability: NDArray[np.float64], truth: NDArray[np.bool_], weights: NDArray[np.float64]
) -> float:
    """Return the least probability from which on :data:`RIGHT` of the weight is true."""
    order = np.argsort(-probability, kind="stable")
    share = np.cumsum((truth * weights)[order]) / np.cumsum(weights[order])
    enough = np.flatnonzero((share >= RIGHT) & (np.arange(len(order)) >= FEWEST))
    if not len(enough):
        msg = f"Nowhere is {RIGHT:.0%} of what would be shown right: nothing to fit."
        raise EvalError(msg)
    # Rounded up: the file has three digits, and the threshold must not slip under the last one.
    return math.ceil(float(probability[order[enough[-1]]]) * 1000) / 1000


def shown_of(cases: Sequence[Case], over: Sequence[bool]) -> Iterator[Coverage]:
    """Measure what is shown of several mixtures of questions.

    Args:
        cases: Of articles that the decision was not fitted on.
        over: Whether each is shown.
    """
    mixtures: tuple[tuple[Kind, ...], ...] = (
        ("answerable",),
        ("answerable", "withheld"),
        ("answerable", "impossible"),
        ("impossible",),
    )
    settings: tuple[Setting, ...] = ("many", "leaflet")
    for setting in settings:
        pairs = [pair for pair in zip(cases, over, strict=True) if pair[0].setting == setting]
        there = {case.kind for case, _ in pairs}
        for kinds in mixtures:
            if there.issuperset(kinds):
                chosen = [(case.right, is_over) for case, is_over in pairs if case.kind in kinds]
                right = [is_right for is_right, is_over in chosen if is_over]
                answered = mean([is_over for _, is_over in chosen])
                yield Coverage(setting, kinds, len(chosen), answered, mean(right))
