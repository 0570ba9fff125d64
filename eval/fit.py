"""Fit the bot's decision on a question set that may be tuned on, and write its numbers.

One logistic regression for each retrieval path, and one for the worth of a further quote, on
standardised features whose scale is folded back into the weights, so that the bot needs only
a weighted sum. What is reported
comes from ten-fold cross-validation repeated with five shuffles, never from the questions
a fold was fitted on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.bank_retrieval import BankRetriever
from bot.candidates import Retrieved
from bot.decision import Model, further_features
from bot.question import Question
from bot.quoting import WORTH, cut_quote
from eval.errors import EvalError
from eval.judge import supports
from eval.questions import SetQuestion
from eval.reference import Reference
from eval.system import shown
from index.live import LiveIndex

REFUSED = 0.9
"""The threshold is the least, from 0.5 up, at which this share of the unanswerable questions
is refused in cross-validation."""

SLACK = 0.02
"""A question may be this much less like the bank than any of dev's that is rightly answered."""

FOLDS = 10
SHUFFLES = 5
FEATURES = {
    "bank": ("nearest_margin", "passage_margin", "vote", "classifier"),
    "hybrid": ("sentence", "lead", "words", "all_words", "words_lead"),
    "bank-further": ("gap", "nearest_questions", "classifier"),
    "followup": ("nearest_margin", "together", "new_words"),
}
HEAD = "# The numbers of bot/decision.py. Written by: python -m eval fit; do not edit."
_BLOCK = re.compile(r"\n\n(?=#)")
"""Where one path's numbers end and the next one's comment begins."""

FURTHER = 3
"""Candidates after the best one from which the worth of a further quote is learnt."""


@dataclass(frozen=True)
class Fitted:
    """A fitted path.

    Attributes:
        path: ``bank``, ``hybrid``, or ``bank-further`` for the worth of further quotes.
        intercept: Of the log-odds.
        weights: By feature, for features as the retriever gives them.
        threshold: The confidence from which on to answer.
        auroc: Area under the ROC curve, answerable against not, cross-validated; of further
            quotes, supporting against not.
        answered: Share of answerable questions over the threshold, cross-validated; of
            further quotes likewise.
        refused: Share of unanswerable questions under it, cross-validated.
        n: Questions, or further candidates.
        least: See :class:`bot.decision.Model`.
    """

    path: str
    intercept: float
    weights: dict[str, float]
    threshold: float
    auroc: float
    answered: float
    refused: float
    n: int
    least: Mapping[str, float] = field(default_factory=dict)


def fit(live: LiveIndex, questions: Sequence[SetQuestion]) -> list[Fitted]:
    """Fit the bank's path on ``questions``, asked of the index ``live`` follows.

    The path without a bank is never fitted on a set about documents that have one: such a fit
    answered far too much (docs/decisions.md). :mod:`eval.fit_words` fits it.

    Raises:
        EvalError: If the documents have no question bank.
    """
    index = live.get()
    if index.bank is None:
        msg = "These documents have no question bank; use “eval fit-words” on public sets."
        raise EvalError(msg)
    vectors = live.embedder.encode_questions([q.question for q in questions])
    asked = [Question(q.question, q.lang) for q in questions]
    truth = np.array([q.answerable for q in questions])
    retriever = BankRetriever(index, index.bank)
    found = [retriever.retrieve(q, v) for q, v in zip(asked, vectors, strict=True)]
    rows, useful = _further(found, questions, Reference(index.corpus))
    features = [one.features for one in found]
    bank = fit_path("bank", features, truth, REFUSED)
    return [
        replace(bank, least={"similarity": _least_similarity(bank, features, truth)}),
        fit_path("bank-further", rows, useful, None),
    ]


def _least_similarity(
    fitted: Fitted, rows: Sequence[Mapping[str, float]], truth: NDArray[np.bool_]
) -> float:
    """Return how like a reviewed question those rightly answered are at least, less some slack."""
    model = Model(fitted.threshold, fitted.intercept, fitted.weights)
    answered = [
        row["similarity"]
        for row, is_true in zip(rows, truth.tolist(), strict=True)
        if is_true and model.probability(row) >= model.threshold
    ]
    return min(answered) - SLACK


def _further(
    found: Sequence[Retrieved], questions: Sequence[SetQuestion], reference: Reference
) -> tuple[list[dict[str, float]], NDArray[np.bool_]]:
    """Return the features of further candidates of answerable questions, and their truth."""
    rows, useful = [], []
    for one, question in zip(found, questions, strict=True):
        if question.answerable:
            best, *others = one.candidates[: FURTHER + 1]
            for candidate in others:
                rows.append(further_features(best, candidate))
                useful.append(supports(shown(cut_quote(candidate)), question, reference))
    return rows, np.array(useful)


def write(file: Path, fitted: Sequence[Fitted], source: str, head: str = HEAD) -> None:
    """Write fitted paths into ``decision.toml`` or a file like it, each with what it was fitted on.

    The file's other paths stay as they are; ``head`` begins a new one.
    """
    old = file.read_text(encoding="utf-8") if file.exists() else head
    first, *kept = _BLOCK.split(old.rstrip("\n"))
    blocks = {_path_of(block): block for block in kept}
    blocks |= {one.path: _block(one, source) for one in fitted}
    text = "\n\n".join([first, *(blocks[path] for path in sorted(blocks))])
    file.write_text(text + "\n", encoding="utf-8")


def _path_of(block: str) -> str:
    return next(line for line in block.splitlines() if line.startswith("[")).strip("[]")


def _block(one: Fitted, source: str) -> str:
    lines = [
        f"# Fitted on {source}. Cross-validated, n = {one.n}: AUROC {one.auroc:.3f},",
        f"# over the threshold {one.answered:.3f} of what should be, under it "
        f"{one.refused:.3f} of the others.",
        f"[{one.path}]",
        f"threshold = {one.threshold:.3f}",
        f"intercept = {one.intercept:.6f}",
        "",
        f"[{one.path}.weights]",
        *(f"{name} = {weight:.6f}" for name, weight in one.weights.items()),
    ]
    if one.least:
        lines += ["", f"[{one.path}.least]"]
        lines += [f"{name} = {bound:.3f}" for name, bound in one.least.items()]
    return "\n".join(lines)


def fit_path(
    path: str,
    rows: Sequence[Mapping[str, float]],
    truth: NDArray[np.bool_],
    refused: float | None,
    features: tuple[str, ...] = (),
) -> Fitted:
    """Fit one regression.

    Args:
        path: Which of :data:`FEATURES`.
        rows: Features by name, of each question.
        truth: Whether each should be over the threshold; shape (questions,).
        refused: Share of the others that should be under it; None keeps :data:`WORTH`.
        features: Use only these.
    """
    names = features or FEATURES[path]
    values = np.array([[row[name] for name in names] for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    held_out = np.mean(
        [
            cross_val_predict(
                model,
                values,
                truth,
                cv=StratifiedKFold(FOLDS, shuffle=True, random_state=shuffle),
                method="predict_proba",
            )[:, 1]
            for shuffle in range(SHUFFLES)
        ],
        axis=0,
    )
    model.fit(values, truth)
    threshold = WORTH
    if refused is not None:
        threshold = max(0.5, float(np.quantile(held_out[~truth], refused)) + 1e-3)
    scaler, regression = model.steps[0][1], model.steps[1][1]
    weights = regression.coef_[0] / scaler.scale_
    return Fitted(
        path,
        float(regression.intercept_[0] - (weights * scaler.mean_).sum()),
        dict(zip(names, weights.tolist(), strict=True)),
        threshold,
        float(roc_auc_score(truth, held_out)),
        float((held_out[truth] >= threshold).mean()),
        float((held_out[~truth] < threshold).mean()),
        len(truth),
    )
