"""What a real small model replied, put to the guards again without it (docs/llm.md)."""

from pathlib import Path

import pytest

from bot.llm.guards import Guards
from bot.llm.summariser import Checker
from corpus import Corpus
from eval.lines import read_lines
from eval.summaries import Checked, Replied, check_all, measure
from index.embedder import Embedder

RECORDED = Path(__file__).with_name("replies.jsonl")


@pytest.fixture(scope="module")
def checked(shipped: Corpus, real_embedder: Embedder) -> list[Checked]:
    """Every recorded reply after the guards."""
    checker = Checker(Guards(real_embedder.encode_questions), "openai:SmolLM2")
    return check_all(read_lines(RECORDED, Replied), shipped, checker)


def test_every_statement_offered_was_judged(checked: list[Checked]) -> None:
    """By a reader, here a language model, that did not ask the guards."""
    for one in checked:
        assert {statement.text for statement in one.offered} <= set(one.replied.supported)


def test_nothing_unsupported_is_shown(checked: list[Checked]) -> None:
    """Of all that a weak model made up, nothing would reach a visitor."""
    shown = [(one.replied.supported[text], text) for one in checked for text in one.shown]
    assert [text for supported, text in shown if not supported] == []
    assert any(supported for supported, _ in shown)


def test_it_makes_things_up(checked: list[Checked]) -> None:
    """Otherwise the test above would say nothing."""
    assert sum(not one for row in checked for one in row.replied.supported.values()) >= 5


def test_figures_count_what_is_there(checked: list[Checked]) -> None:
    """Coverage, statements and precision are shares of the same replies."""
    figures = measure(checked)
    assert figures.coverage.n == figures.shown.n == len(checked)
    assert figures.kept.n == sum(len(one.offered) for one in checked)
    assert figures.coverage.value == sum(bool(one.shown) for one in checked) / len(checked)
