"""The ablation fits each variant on one set and measures it on another."""

from pathlib import Path

import pytest

from corpus import load_corpus
from eval.ablation import ablate
from eval.errors import EvalError
from eval.questions import Gold, SetQuestion
from index.build import build_index
from index.live import LiveIndex
from tests.bot.bot_support import write_banked
from tests.support import ENGLISH, FakeEmbedder, write_corpus

WARM = Gold(doc="care", quote="Use warm water.")


def questions(prefix: str) -> list[SetQuestion]:
    """Twelve questions like the bank's answered ones and twelve like the others."""
    asked = [(f"Can I use cold water, case {n}?", (WARM,)) for n in range(12)]
    asked += [(f"How much does a bandage cost in town {n}?", ()) for n in range(12)]
    return [
        SetQuestion(
            id=f"{prefix}-{n}",
            question=text,
            lang="en",
            kind="en-en" if gold else "near",
            answerable=bool(gold),
            gold=gold,
        )
        for n, (text, gold) in enumerate(asked)
    ]


def test_every_feature_is_left_out_and_stands_alone(tmp_path: Path) -> None:
    """The rows say which; on questions this easy the full decision is right throughout."""
    corpus = write_banked(tmp_path / "corpus")
    build_index(load_corpus(corpus), FakeEmbedder(), tmp_path / "index")
    live = LiveIndex(corpus, tmp_path / "index", FakeEmbedder())
    rows = {row.name: row for row in ablate(live, questions("d"), questions("t"))}
    assert {"all features", "without vote", "classifier alone", "no question bank"} <= set(rows)
    full = rows["all features"]
    assert full.auroc.value == 1
    assert full.right.n == 24
    assert full.supported.value == 1
    assert full.refused.value >= 0.9
    assert rows["vote alone"].auroc.n == 24


def test_without_a_bank_there_is_nothing_to_compare(tmp_path: Path) -> None:
    """The error says so."""
    corpus = write_corpus(tmp_path / "corpus", ENGLISH)
    build_index(load_corpus(corpus), FakeEmbedder(), tmp_path / "index")
    live = LiveIndex(corpus, tmp_path / "index", FakeEmbedder())
    with pytest.raises(EvalError, match="question bank"):
        ablate(live, questions("d"), questions("t"))
