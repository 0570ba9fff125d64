"""Measure the guards of summaries on written statements, faithful and not (docs/llm.md).

``eval/llm/faithful.jsonl`` holds statements that the cited sentences bear out,
``eval/llm/attacks.jsonl`` such as they do not: both of the shipped documents, in both languages
and across them. The two halves share no section of a document, but for the Latvian one, which
has only one: there they share no sentence. Numbers are fitted on the dev half alone. A second
set, by another hand and of any section, lies beside them (``second-…``): the test half was
measured while the guards were made, that one was not.
"""

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.llm.content import structure
from bot.llm.guards import Guards, broken_rule
from bot.llm.summary import Sentence, Statement
from bot.llm.support import thoughts
from corpus import Corpus
from corpus.settings import ROOT
from eval.errors import EvalError
from eval.fit import Fitted
from eval.intervals import Estimate, mean
from eval.lines import read_lines

DIRECTORY = ROOT / "eval" / "llm"
FEATURES = ("reversed", "across", "inverted", "spread", "moved")
LEAK = 0.01
"""The threshold is the least at which no larger share of the dev attacks is shown, each
scored by numbers that were fitted without its sentence."""

FOLDS = 10
EXCHANGED = 0.1
"""How much a statement made wrong by a program counts beside a written one."""

FILES = (("faithful", True), ("attacks", False))
"""What the files are called, and whether their statements are borne out."""

ALL = "all"


class Written(BaseModel):
    """One statement.

    Attributes:
        kind: How it departs from its sentences, or how it was made from them.
        half: ``dev`` may be fitted on, ``test`` and ``second`` only measure.
        language: ISO 639-1 code of the statement.
        statement: The statement.
        cites: The sentences it cites, word for word.
        made: ``by rule`` where a program moved a faithful statement to another sentence,
            ``exchanged`` where it exchanged two words to learn from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    half: Literal["dev", "test", "second"]
    language: Literal["en", "lv"]
    statement: str
    cites: tuple[str, ...]
    made: Literal["by hand", "by rule", "exchanged"]


@dataclass(frozen=True)
class Told:
    """A written statement with what it is checked against.

    Attributes:
        written: The statement.
        faithful: Whether its sentences bear it out.
        cited: They, as a visitor's answer would hold them.
    """

    written: Written
    faithful: bool
    cited: tuple[Sentence, ...]

    @property
    def across(self) -> bool:
        """Whether a sentence is in another language than the statement."""
        return any(one.language != self.written.language for one in self.cited)


@dataclass(frozen=True)
class Group:
    """How the guards do on one kind of statements.

    Attributes:
        kind: As written, or "all".
        faithful: Whether these are faithful ones.
        language: ISO 639-1 code of the statements, with "other" after it where the cited
            sentence is in another; or "all".
        shown: Share of them that is shown: a leak, or kept.
        strict: Share that breaks no strict rule, before the score.
    """

    kind: str
    faithful: bool
    language: str
    shown: Estimate
    strict: Estimate


def read_statements(corpus: Corpus, directory: Path = DIRECTORY) -> list[Told]:
    """Read both files of the halves, and of the second set where it lies beside them.

    Raises:
        EvalError: If one cannot be read, or cites what is no sentence of ``corpus``.
    """
    sentences = {
        document.slice(span): document
        for document in corpus.values()
        for paragraph in document.paragraphs()
        for span in paragraph.sentences
    }
    told = []
    second = [
        (f"second-{name}", faithful)
        for name, faithful in FILES
        if (directory / f"second-{name}.jsonl").exists()
    ]
    for name, faithful in (*FILES, *second):
        path = directory / f"{name}.jsonl"
        for written in read_lines(path, Written):
            cited = []
            for number, text in enumerate(written.cites, start=1):
                document = sentences.get(text)
                if document is None:
                    msg = f"{path}: no document has the sentence “{text[:60]}…”."
                    raise EvalError(msg)
                here: str | None = text
                if document.language != written.language:
                    translation = document.translated(text, written.language)
                    here = translation.text if translation else None
                cited.append(Sentence(number, 0, text, document.language, here))
            told.append(Told(written, faithful, tuple(cited)))
    return told


def fit_guards(told: Sequence[Told]) -> Fitted:
    """Fit the score on the dev half.

    It judges what the strict rules let through: that is nearly all in wrong order. Few of
    the attacks get so far, so it also learns from faithful statements in which a program has
    exchanged two words. The threshold is chosen on the written attacks, cross-validated with
    all statements about a sentence on one side.
    """
    dev = [one for one in told if one.written.half == "dev"]
    passing = [one for one in dev if _breaks_none(one)]
    exchanged = [found for one in passing if one.faithful and (found := _exchanged(one))]
    learnt = [*passing, *(one for one in exchanged if _breaks_none(one))]
    values = np.array(
        [[features[name] for name in FEATURES] for features in map(_features, learnt)]
    )
    truth = np.array([one.faithful for one in learnt])
    weights = np.array([EXCHANGED if one.written.made == "exchanged" else 1.0 for one in learnt])
    groups = np.unique([one.written.cites[0] for one in learnt], return_inverse=True)[1]
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    held_out = np.zeros(len(learnt))
    for seen, other in GroupKFold(FOLDS).split(values, truth, groups):
        model.fit(values[seen], truth[seen], logisticregression__sample_weight=weights[seen])
        held_out[other] = model.predict_proba(values[other])[:, 1]
    model.fit(values, truth, logisticregression__sample_weight=weights)
    scaler, regression = model.steps[0][1], model.steps[1][1]
    slopes = regression.coef_[0] / scaler.scale_
    scores, written = held_out[: len(passing)], truth[: len(passing)]
    leaks = np.sort(scores[~written])[::-1]
    attacks = sum(not one.faithful for one in dev)
    allowed = int(LEAK * attacks)
    threshold = float(leaks[allowed]) + 1e-3 if len(leaks) > allowed else 0.0
    shown = scores >= threshold
    return Fitted(
        "statement",
        float(regression.intercept_[0] - (slopes * scaler.mean_).sum()),
        dict(zip(FEATURES, slopes.tolist(), strict=True)),
        threshold,
        float(roc_auc_score(written, scores)),
        float((shown & written).sum() / (len(dev) - attacks)),
        float(1 - (shown & ~written).sum() / attacks),
        len(dev),
    )


def _features(one: Told) -> dict[str, float]:
    here = [sentence.here or "" for sentence in one.cited]
    return structure(one.written.statement, here, one.written.language)


def _exchanged(one: Told) -> Told | None:
    """Exchange two weighty words of a statement; None if it has no two."""
    words = one.written.statement.split(" ")
    weighty = [n for n, word in enumerate(words) if thoughts(word, one.written.language)]
    if len(weighty) < 2:
        return None
    seed = zlib.crc32(one.written.statement.encode())
    first, second = random.Random(seed).sample(weighty, 2)  # noqa: S311, no secret
    words[first], words[second] = words[second], words[first]
    changed = one.written.model_copy(update={"statement": " ".join(words), "made": "exchanged"})
    return Told(changed, faithful=False, cited=one.cited)


def _breaks_none(one: Told) -> bool:
    return broken_rule(one.written.statement, one.cited, one.written.language) is None


@dataclass(frozen=True)
class Checked:
    """A statement with what the guards said.

    Attributes:
        told: The statement.
        shown: Whether it passed.
        strict: Whether it breaks no strict rule.
    """

    told: Told
    shown: bool
    strict: bool


def check_all(told: Sequence[Told], guards: Guards) -> list[Checked]:
    """Put every statement to ``guards``."""
    checked = []
    for one in told:
        cites = tuple(sentence.number for sentence in one.cited)
        statement = Statement(one.written.statement, cites)
        verdict = guards.check(statement, one.cited, one.written.language)
        checked.append(Checked(one, verdict.passed, verdict.reason in (None, "score")))
    return checked


def measure_guards(checked: Sequence[Checked]) -> list[Group]:
    """Return the figures: all first, then by language, then by kind and language."""
    groups = []
    for faithful in (False, True):
        own = [one for one in checked if one.told.faithful == faithful]
        groups.append(_group(ALL, ALL, own, faithful=faithful))
        languages = sorted({_language(one) for one in own})
        for language in languages:
            chosen = [one for one in own if _language(one) == language]
            groups.append(_group(ALL, language, chosen, faithful=faithful))
        for kind in sorted({one.told.written.kind for one in own}):
            for language in ("en", "lv"):
                chosen = [
                    one
                    for one in own
                    if (one.told.written.kind, one.told.written.language) == (kind, language)
                ]
                if chosen:
                    groups.append(_group(kind, language, chosen, faithful=faithful))
    return groups


def _language(one: Checked) -> str:
    language: str = one.told.written.language
    return f"{language}, other" if one.told.across else language


def _group(kind: str, language: str, chosen: Sequence[Checked], *, faithful: bool) -> Group:
    return Group(
        kind,
        faithful,
        language,
        mean([float(one.shown) for one in chosen]),
        mean([float(one.strict) for one in chosen]),
    )
