"""Bank questions that pull against one another are found, and quiet ones left alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from corpus import load_corpus
from index.bank_lint import BankFinding, lint_bank
from index.build import build_index
from index.settings import IndexSettings
from index.store import OpenIndex
from tests.bot.bot_support import write_banked
from tests.support import FakeEmbedder

Lint = Callable[[str, str, str], list[BankFinding]]


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """Change one file of the small bank, and lint it."""

    def run(name: str, old: str, new: str) -> list[BankFinding]:
        corpus = write_banked(tmp_path / "corpus")
        file = corpus / "questions" / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        loaded = load_corpus(corpus)
        build_index(loaded, FakeEmbedder(), tmp_path / "index")
        opened = OpenIndex(loaded, FakeEmbedder(), tmp_path / "index")
        try:
            return lint_bank(opened)
        finally:
            opened.close()

    return run


def test_a_quiet_bank_has_no_findings(lint: Lint) -> None:
    """The small bank as it is."""
    assert lint("care.toml", "cold", "cold") == []


def test_answered_and_unanswered_twins_are_found(lint: Lint) -> None:
    """One letter apart, one answered and one not."""
    found = lint("unanswered.toml", "What is the price of warm water?", "CAN I use cold water?")
    assert [one.kind for one in found] == ["twins"]
    assert found[0].question.text == "Can I use cold water?"
    assert found[0].other.text == "CAN I use cold water?"
    assert "care:" in str(found[0])
    assert "prices “CAN I use cold water?”" in str(found[0])


def test_repeats_are_found_once(lint: Lint) -> None:
    """A pair is one finding, whichever of the two comes first."""
    found = lint(
        "care.toml", '"Can I use cold water?"', '"Can I use cold water?", "can i use cold water?"'
    )
    assert [one.kind for one in found].count("repeat") == 1


def test_a_question_at_the_wrong_anchor_is_found(lint: Lint) -> None:
    """Among the bleeding's questions one that everybody asks about water."""
    between = (
        '"Can I use cold water?"]\n'
        'questions.lv = ["Cik siltam jābūt ūdenim?"]\n\n'
        "[[answered]]\n"
        'anchor = "Call us if the bleeding does not stop within an hour."\n'
        "questions.en = ["
    )
    kinds = ("cold", "hot", "clean", "tap")
    water = ", ".join(f'"Can I use {kind} water for it?"' for kind in kinds)
    changed = between.replace('"Can I use cold water?"', water)
    found = lint("care.toml", between, changed + '"Can I use salt water for it?", ')
    strays = [one for one in found if one.kind == "stray"]
    assert strays[0].question.text == "Can I use salt water for it?"
    assert "water" in strays[0].other.text


def test_the_command_names_the_worst_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line a finding, exit code 3."""
    corpus = write_banked(tmp_path / "corpus")
    file = corpus / "questions" / "unanswered.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("Cik maksā pārsējs?", "CIK siltam jābūt ūdenim?"), encoding="utf-8"
    )
    monkeypatch.setattr(IndexSettings, "embedder", lambda _: FakeEmbedder())
    result = CliRunner().invoke(
        cli, ["corpus", "lint", "--corpus", str(corpus), "--index", str(tmp_path / "index")]
    )
    assert result.exit_code == 3
    assert "answered and unanswered almost alike" in result.output
