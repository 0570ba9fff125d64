"""Measuring the guards: fitted on one half only, counted by kind and language."""

import json
from pathlib import Path

import pytest

from bot.llm.guards import Guards
from corpus import Corpus
from eval.errors import EvalError
from eval.fit import Fitted, write
from eval.statements import (
    LEAK,
    Told,
    check_all,
    fit_guards,
    measure_guards,
    read_statements,
)
from tests.support import FakeEmbedder


@pytest.fixture(scope="module")
def told(shipped: Corpus) -> list[Told]:
    """The written statements."""
    return read_statements(shipped)


@pytest.fixture(scope="module")
def fitted(told: list[Told]) -> Fitted:
    """The score."""
    return fit_guards(told)


def test_nothing_is_fitted_on_the_test_half(told: list[Told], fitted: Fitted) -> None:
    """Without the test half the numbers are the same."""
    dev = [one for one in told if one.written.half == "dev"]
    assert fit_guards(dev) == fitted


def test_the_threshold_keeps_its_word(told: list[Told], fitted: Fitted, tmp_path: Path) -> None:
    """What is written is read again, and leaks no more of the dev attacks than allowed."""
    file = tmp_path / "guards.toml"
    write(file, [fitted], "dev", head="# Numbers.")
    dev = [one for one in told if one.written.half == "dev"]
    checked = check_all(dev, Guards(FakeEmbedder().encode_bank, file))
    groups = measure_guards(checked)
    attacks, kept = (
        next(one for one in groups if (one.kind, one.language, one.faithful) == ("all", "all", way))
        for way in (False, True)
    )
    # The threshold is chosen in cross-validation, so on what it was fitted on it does better.
    assert attacks.shown.value <= LEAK
    assert kept.shown.value == pytest.approx(fitted.answered, abs=0.03)
    by_kind = [one.shown.n for one in groups if not one.faithful and one.kind != "all"]
    assert sum(by_kind) == attacks.shown.n == sum(not one.faithful for one in dev)


def test_a_sentence_no_document_has_is_named(shipped: Corpus, tmp_path: Path) -> None:
    """A statement about words that changed is no measure of anything."""
    line = {"kind": "x", "half": "dev", "language": "en", "statement": "S.", "made": "by hand"}
    (tmp_path / "faithful.jsonl").write_text(json.dumps({**line, "cites": ["Nowhere."]}))
    with pytest.raises(EvalError, match="no document has the sentence “Nowhere"):
        read_statements(shipped, tmp_path)
