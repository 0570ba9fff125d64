"""Rank passages by the reviewed questions nearest to the visitor's.

A visitor's words and a leaflet's rarely meet; two people asking the same thing use much
the same ones. docs/decisions.md has the figures.
"""

import numpy as np
from numpy.typing import NDArray

from bot.candidates import Candidate, Retrieved
from bot.followup import stems
from bot.question import Question
from corpus.bank import BankQuestion
from index.bank_model import NEIGHBOURS, BankModel, BankView, best_of, log_odds, mean_of_best
from index.embedder import Vectors
from index.passages import Passage
from index.rivals import same_question
from index.store import OpenIndex

CLASSIFIER_SHARE = 0.2
"""Weight of the softmax regression's probability beside that mean."""

VOTERS = 40
"""Nearest bank questions that vote on answered against unanswered."""

SHARPNESS = 30.0
"""How fast a vote fades with distance: by e for each 1/30 of similarity."""

KNOWN_TOPIC = 1.0
"""A refused question belongs to the topic of its nearest unanswered one from this similarity
on (it is 1.2 for the same words). On dev's refusals, topics under it were often odd; over it
the pointer they lead to fitted."""

CANDIDATES = 10

ASKED = 1.05
"""A visitor asks a bank question itself from this similarity on, so that every document that
answers it is quoted. Lower, dev's long messages brought up what only two of their words asked."""

EVEN = 0.05
"""...if no other question of the best passage is nearer by more. It is a little over what two
questions that :mod:`index.rivals` takes for the same may differ in."""


class BankRetriever:
    """Ranks the passages of one open index that its bank covers."""

    def __init__(self, index: OpenIndex, model: BankModel) -> None:
        """Prepare for ``index``, whose fitted bank is ``model``."""
        self._index = index
        self._model = model
        self._questions: tuple[BankQuestion, ...] = index.corpus.bank.questions
        self._answering: NDArray[np.int64] = np.array(index.contents.answering)
        self._of_passage = {
            int(number): np.flatnonzero(self._answering == number)
            for number in np.unique(self._answering)
            if number >= 0
        }
        self._covered = {n: self._coverage(n, rows) for n, rows in self._of_passage.items()}
        self._answered = np.flatnonzero(self._answering >= 0)
        self._unanswered = np.flatnonzero(self._answering < 0)
        self._documents = {q.document for q in self._questions if q.answered}
        self._number_of = {p.id: n for n, p in enumerate(index.contents.passages)}

    def stems_of(self, passage: Passage) -> frozenset[str]:
        """Return the stems of every reviewed question this passage answers."""
        rows = self._of_passage.get(self._number_of[passage.id], ())
        return stems(self._questions[row].text for row in rows)

    def retrieve(self, question: Question, vector: Vectors) -> Retrieved:
        """Rank passages for ``question``, whose vector is ``vector``."""
        view = self._model.view(question.text, vector)
        scored = []
        for number, rows in self._of_passage.items():
            nearest = mean_of_best(view.similarity[rows], NEIGHBOURS)
            probability = float(view.probability[number])
            scored.append((nearest + CLASSIFIER_SHARE * probability, number, nearest, probability))
        scored.sort(reverse=True)
        rivals = self._rivals(scored[0][1], view.similarity)
        candidates = tuple(
            Candidate(
                self._index.contents.passages[number],
                score,
                self._focus(number, view.similarity),
                {"nearest_questions": nearest, "classifier": probability},
                rival=number in rivals,
            )
            for place, (score, number, nearest, probability) in enumerate(scored)
            if place < CANDIDATES or number in rivals
        )
        closest = self._questions[int(view.similarity.argmax())]
        answered = int(self._answered[view.similarity[self._answered].argmax()])
        # Far from every question the nearest one is a matter of chance; both must agree.
        urgent = self._questions[answered].urgent and self._answering[answered] == scored[0][1]
        topic = None
        if len(self._unanswered):
            best = int(self._unanswered[view.similarity[self._unanswered].argmax()])
            if view.similarity[best] >= KNOWN_TOPIC:
                topic = self._questions[best].topic
        features = self._features(view, max(nearest for _, _, nearest, _ in scored))
        matched = closest.text
        if not closest.answered:
            matched += f" (not answered, topic {closest.topic!r})"
        return Retrieved("bank", candidates, features, topic, matched, bool(urgent))

    def _rivals(self, best: int, similarity: NDArray[np.float32]) -> frozenset[int]:
        """Return the passages of other documents that answer the bank question asked too."""
        if len(self._documents) == 1:
            return frozenset()
        own = self._of_passage[best]
        bar = max(ASKED, similarity[own].max() - EVEN)
        near = self._answered[similarity[self._answered] >= bar]
        home = self._index.contents.passages[best].document.id
        others = near[[self._questions[row].document != home for row in near.tolist()]]
        if not len(others):
            return frozenset()
        own = own[similarity[own] >= bar]
        same = same_question(self._model, self._questions, own, others).any(axis=0)
        return frozenset(self._answering[others[same]].tolist())

    def _features(self, view: BankView, best: float) -> dict[str, float]:
        """Return the decision's features; ``best`` is the best passage's mean similarity."""
        similarity = view.similarity
        yes, no = similarity[self._answered], similarity[self._unanswered]
        voters = best_of(similarity, VOTERS)
        votes = np.exp(SHARPNESS * (similarity[voters] - similarity[voters[0]]))
        share = float(votes[self._answering[voters] >= 0].sum() / votes.sum())
        return {
            "nearest_margin": mean_of_best(yes, 1) - mean_of_best(no, 1),
            "passage_margin": best - mean_of_best(no, NEIGHBOURS),
            "vote": log_odds(share),
            "classifier": log_odds(1.0 - view.none),
            "similarity": float(similarity[voters[0]]),
        }

    def _focus(self, number: int, similarity: NDArray[np.float32]) -> tuple[float, ...]:
        """Let the passage's bank questions vote for the sentences their anchors cover."""
        near = similarity[self._of_passage[number]]
        voters = best_of(near, VOTERS)
        votes = np.exp(SHARPNESS * (near[voters] - near[voters[0]]))
        return tuple((votes @ self._covered[number][voters] / votes.sum()).tolist())

    def _coverage(self, number: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return 1 where a question's anchor covers a sentence; shape (rows, sentences)."""
        sentences = self._index.contents.passages[number].sentences
        anchors = [self._questions[row].anchor for row in rows.tolist()]
        return np.array(
            [
                [anchor is not None and anchor.overlap(s) > 0 for s in sentences]
                for anchor in anchors
            ],
            np.float32,
        )
