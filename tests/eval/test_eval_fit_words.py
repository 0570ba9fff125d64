"""What is shown of documents without questions: fitted on public sets, measured on others."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.decision import Decider
from corpus import Corpus
from eval.errors import EvalError
from eval.fit import FEATURES, fit, write
from eval.fit_words import IMPOSSIBLE, RIGHT, Case, cases_of, fit_words, shown_of
from eval.sets import open_paragraphs
from index.build import build_index
from index.live import LiveIndex
from index.settings import IndexSettings
from tests.support import FakeEmbedder

NAMES = FEATURES["hybrid"]


def made_cases(seed: int, articles: int = 6) -> list[Case]:
    """Make cases of which only the first feature tells, and not with certainty."""
    random = np.random.default_rng(seed)
    cases = []
    for number in range(articles * 150):
        values = random.normal(size=len(NAMES))
        kind = ("answerable", "withheld", "impossible")[number % 3]
        right = kind == "answerable" and random.random() < 0.8
        values[0] += 2 * right
        values[NAMES.index("words")] = 0.5 + 0.5 * random.random()
        features = dict(zip(NAMES, values.tolist(), strict=True))
        setting = ("many", "leaflet")[number // 3 % 2]
        cases.append(Case(f"article {number % articles}", kind, setting, features, right))
    return cases


def decider(path: Path, cases: list[Case]) -> Decider:
    """Fit, write and read again."""
    write(path, [fit_words(cases)[0]], "made")
    return Decider(path)


def test_enough_of_what_is_shown_is_right(tmp_path: Path) -> None:
    """On questions it was not fitted on, with impossible ones counted for what they count."""
    numbers = decider(tmp_path / "decision.toml", made_cases(1))
    others = made_cases(2)
    over = [case for case in others if numbers.would_show("hybrid", case.features)]
    share = np.average([c.right for c in over], weights=[c.weight for c in over])
    assert RIGHT - 0.06 < share < RIGHT + 0.12
    assert len(over) > 30
    assert {case.weight for case in others} == {1.0, IMPOSSIBLE}


def test_mixtures_are_measured_apart() -> None:
    """Impossible questions make the share worse, and a file without any has no such row."""
    cases = made_cases(1)
    _, over = fit_words(cases)
    rows = {row.kinds: row for row in shown_of(cases, over.tolist()) if row.setting == "many"}
    alone, withheld = rows["answerable",], rows["answerable", "withheld"]
    assert alone.asked == 150
    assert withheld.asked == 300
    assert alone.right.value > withheld.right.value
    assert alone.right.n < withheld.right.n
    assert rows["impossible",].right.value == 0
    without = [case for case in cases if case.kind != "impossible"]
    assert len(list(shown_of(without, [True] * len(without)))) == 4


def test_what_cannot_be_fitted_is_an_error() -> None:
    """Two articles, or questions that nothing tells apart."""
    with pytest.raises(EvalError, match="three articles"):
        fit_words(made_cases(1, articles=2))
    wrong = [replace(case, right=n % 50 == 0) for n, case in enumerate(made_cases(1))]
    with pytest.raises(EvalError, match="nothing to fit"):
        fit_words(wrong)


def test_the_fit_on_our_own_set_leaves_this_path_alone(small: Corpus, tmp_path: Path) -> None:
    """It fits the bank's, and says what else to do where there is none."""
    embedder = FakeEmbedder()
    build_index(small, embedder, tmp_path / "index")
    live = LiveIndex(small.directory, tmp_path / "index", embedder)
    with pytest.raises(EvalError, match="eval fit-words"):
        fit(live, ())


def test_questions_are_asked_with_and_without_their_paragraph(tmp_path: Path) -> None:
    """Withheld, the same question finds another paragraph and less of its words."""
    contexts = ("The swab takes one minute.", "Doxycycline is taken for a week.")
    asked = ("How long does the swab take?", "How long is doxycycline taken?")
    answers = ("one minute", "a week")
    paragraphs = [
        {
            "context": context,
            "qas": [
                {
                    "id": f"{number}",
                    "question": question,
                    "answers": [{"text": answer, "answer_start": context.index(answer)}],
                },
                {"id": f"{number}-no", "question": question.replace("long", "dear")},
            ],
        }
        for number, (context, question, answer) in enumerate(
            zip(contexts, asked, answers, strict=True)
        )
    ]
    path = tmp_path / "tiny_en.json"
    path.write_text(json.dumps({"data": [{"title": "T", "paragraphs": paragraphs}]}), "utf-8")
    settings = IndexSettings(corpus=tmp_path, index=tmp_path / "index")
    opened = open_paragraphs(path, settings, FakeEmbedder())
    cases = cases_of(path, opened)
    assert len(opened.live.get().corpus) == 2
    kinds = [(case.setting, case.kind) for case in cases]
    assert kinds[:4] == [
        ("many", "answerable"),
        ("leaflet", "answerable"),
        ("many", "withheld"),
        ("leaflet", "withheld"),
    ]
    assert kinds[4:6] == [("many", "impossible"), ("leaflet", "impossible")]
    assert kinds[6:] == kinds[:6]
    for answerable, withheld in ((cases[0], cases[2]), (cases[7], cases[9])):
        assert answerable.right
        assert not withheld.right
        assert answerable.features["all_words"] > withheld.features["all_words"]
    assert {case.article for case in cases} == {"T"}
