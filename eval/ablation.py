"""What each feature of the decision is worth: fitted on one set, measured on another.

Retrieval and quoting are the bot's own; only which features the decision may look at
changes, and whether there is a question bank at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.bank_retrieval import BankRetriever
from bot.candidates import Retrieved
from bot.decision import Decider, Model
from bot.hybrid_retrieval import HybridRetriever
from bot.question import Question
from bot.quoting import cut_quotes
from eval.errors import EvalError
from eval.fit import FEATURES, REFUSED, fit_path
from eval.intervals import Estimate, bootstrap, mean
from eval.judge import supports
from eval.measures import auroc
from eval.questions import SetQuestion
from eval.reference import Reference
from eval.system import shown
from index.live import LiveIndex


@dataclass(frozen=True)
class Ablated:
    """The decision with some of its features.

    Attributes:
        name: Which, in words.
        auroc: Answerable against not.
        right: Share of right outcomes at the threshold chosen on the fitting set.
        supported: Share of the answerable with a supporting quote.
        refused: Share of the unanswerable refused.
    """

    name: str
    auroc: Estimate
    right: Estimate
    supported: Estimate
    refused: Estimate


def ablate(
    live: LiveIndex, fitted_on: Sequence[SetQuestion], measured_on: Sequence[SetQuestion]
) -> list[Ablated]:
    """Fit each variant on ``fitted_on`` and measure it on ``measured_on``.

    Raises:
        EvalError: If the documents have no question bank.
    """
    index = live.get()
    if index.bank is None:
        msg = "Without a question bank there is only one way to decide: nothing to compare."
        raise EvalError(msg)
    reference = Reference(index.corpus)
    rows = []
    retrievers: dict[str, BankRetriever | HybridRetriever] = {
        "bank": BankRetriever(index, index.bank),
        "hybrid": HybridRetriever(index, frozenset(index.corpus)),
    }
    for path, retriever in retrievers.items():
        fitting = _retrieve(live, retriever, fitted_on)
        measured = _retrieve(live, retriever, measured_on)
        for name, features in _variants(path):
            truth = np.array([q.answerable for q in fitted_on])
            fitted = fit_path(path, [one.features for one in fitting], truth, REFUSED, features)
            model = Model(fitted.threshold, fitted.intercept, fitted.weights)
            rows.append(_measure(name, model, measured, measured_on, reference))
    return rows


def _variants(path: str) -> list[tuple[str, tuple[str, ...]]]:
    features = FEATURES[path]
    if path == "hybrid":
        return [("no question bank", features)]
    without = [(f"without {one}", tuple(f for f in features if f != one)) for one in features]
    alone = [(f"{one} alone", (one,)) for one in features]
    return [("all features", features), *without, *alone]


def _retrieve(
    live: LiveIndex, retriever: BankRetriever | HybridRetriever, questions: Sequence[SetQuestion]
) -> list[Retrieved]:
    vectors = live.embedder.encode_questions([q.question for q in questions])
    decider = Decider()
    return [
        decider.weigh(retriever.retrieve(Question(q.question, q.lang), vector))
        for q, vector in zip(questions, vectors, strict=True)
    ]


def _measure(
    name: str,
    model: Model,
    found: Sequence[Retrieved],
    questions: Sequence[SetQuestion],
    reference: Reference,
) -> Ablated:
    confidence = np.array([model.probability(one.features) for one in found])
    bars = np.array([model.bar(urgent=one.urgent) for one in found])
    answerable = np.array([q.answerable for q in questions])
    holds = np.array(
        [_supported(one, q, reference) for one, q in zip(found, questions, strict=True)]
    )
    answered = confidence >= bars
    truth = answerable.astype(float)
    right = np.where(answerable, answered & holds, ~answered).astype(float)
    return Ablated(
        name,
        bootstrap(lambda draw: auroc(confidence[draw], truth[draw]), len(questions)),
        mean(right),
        mean(right[answerable]),
        mean(right[~answerable]),
    )


def _supported(found: Retrieved, question: SetQuestion, reference: Reference) -> bool:
    if not question.answerable or not found.candidates:
        return False
    return any(
        supports(shown(quote), question, reference) for quote in cut_quotes(found.candidates)
    )
