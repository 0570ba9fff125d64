"""Dialogues and messages: read strictly, and measured as their notes say."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.answer import ANSWERED
from bot.safeguarding.detector import Safeguard
from bot.safeguarding.examples import Examples
from bot.safeguarding.notices import load_notices
from eval.dialogues import KINDS, followup_rows, measure_dialogues, read_dialogues
from eval.errors import EvalError
from eval.fit import Fitted, write
from eval.manners import measure_manners, read_frames
from eval.messages import measure_notices, read_messages
from eval.questions import Gold, SetQuestion
from tests.bot.bot_support import small_bot, write_banked
from tests.support import REPOSITORY, FakeEmbedder

WARM = {"doc": "care", "quote": "Use warm water."}
BEFORE = "Can I use cold water?"
ROWS = [
    ("carry", "and why?", [WARM]),
    ("own", "How warm should the water be?", [WARM]),
    ("refuse", "thanks a lot", []),
    ("refuse", "and bicycles, mortgages, elephants?", []),
]


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    """Write rows as JSON Lines."""
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def dialogues(place: Path) -> Path:
    """Write a few dialogues about the small corpus."""
    rows: list[dict[str, object]] = [
        {
            "id": f"f-{number}",
            "history": [BEFORE],
            "question": question,
            "language": "en",
            "expect": expect,
            "gold": gold,
        }
        for number, (expect, question, gold) in enumerate(ROWS)
    ]
    return written(place / "dialogues.jsonl", rows)


def test_dialogues_are_measured_both_ways(tmp_path: Path) -> None:
    """Carried rightly, left alone rightly, and what the question is without its history."""
    bot = small_bot(tmp_path, write_banked(tmp_path / "corpus"))
    found = measure_dialogues(bot, read_dialogues(dialogues(tmp_path)))
    assert [one.expect for one in found] == list(KINDS)
    carry, own, refuse = found
    assert (carry.alone.value, carry.right.value, carry.carried.value) == (0.0, 1.0, 1.0)
    assert (own.alone.value, own.right.value, own.carried.value) == (1.0, 1.0, 0.0)
    assert (refuse.right.value, refuse.carried.value, refuse.right.n) == (1.0, 0.0, 2)


def test_manners_are_measured(tmp_path: Path) -> None:
    """The same questions bare and framed, by language, kind of question and kind of frame."""
    bot = small_bot(tmp_path, write_banked(tmp_path / "corpus"))
    frames = read_frames(
        written(
            tmp_path / "frames.jsonl",
            [
                {"language": "en", "frame": "Hi, {} Thanks!", "seen": True},
                {
                    "language": "en",
                    "frame": "what price, how much does a bandage cost a {}",
                    "seen": False,
                },
            ],
        )
    )
    asked = [
        SetQuestion(
            id=text, question=text, lang="en", kind="en-en", answerable=bool(gold), gold=gold
        )
        for text, gold in (
            ("How warm should the water be?", (Gold(**WARM),)),
            ("Can I use cold water?", (Gold(**WARM),)),
            ("How much does a bandage cost?", ()),
        )
    ]
    found = measure_manners(bot, frames, asked)
    assert [(one.language, one.seen, one.answerable, one.bare.n) for one in found] == [
        ("en", True, True, 2),
        ("en", True, False, 1),
        ("en", False, True, 2),
        ("en", False, False, 1),
    ]
    polite, polite_refused, odd, _ = found
    assert polite.bare.value == polite.framed.value == odd.bare.value == 1.0
    assert polite_refused.framed.value == polite_refused.bare.value
    assert odd.framed.value < 1.0
    for line in ("no place", "{} and {}", "{"):
        wrong = [{"language": "en", "frame": line, "seen": True}]
        with pytest.raises(EvalError, match=r"f\.jsonl:1: no frame"):
            read_frames(written(tmp_path / "f.jsonl", wrong))


def test_only_what_was_tried_is_learnt_from(tmp_path: Path) -> None:
    """Thanks are never tried; a question that is answered alone is not either."""
    bot = small_bot(tmp_path, write_banked(tmp_path / "corpus"))
    rows, truth = followup_rows(bot, read_dialogues(dialogues(tmp_path)))
    assert len(rows) == len(truth)
    assert truth.sum() == 1
    assert bot.ask("How warm should the water be?").status == ANSWERED
    assert all(row.keys() == {"nearest_margin", "together", "new_words"} for row in rows)


def test_notices_are_measured(tmp_path: Path) -> None:
    """Recall on messages of trouble, false alarms on look-alikes, by language and together."""
    examples: Examples = (("blood everywhere", "medical"), ("where are you", None))
    safeguard = Safeguard(FakeEmbedder(), load_notices(), tmp_path, examples)
    rows: list[dict[str, object]] = [
        {"message": "blood everywhere", "language": "en", "categories": ["medical"]},
        {"message": "where are you", "language": "en", "categories": []},
        {"message": "where are you now", "language": "lv", "categories": ["violence"]},
    ]
    english, latvian, everything = measure_notices(
        safeguard, read_messages(written(tmp_path / "m.jsonl", rows))
    )
    assert (english.recall.value, english.fitting.value, english.false_alarms.value) == (1, 1, 0)
    assert (latvian.recall.value, latvian.recall.n, latvian.false_alarms.n) == (0, 1, 0)
    assert (everything.recall.value, everything.recall.n) == (0.5, 2)


@pytest.mark.parametrize("reader", [read_messages, read_dialogues])
def test_bad_lines_are_named(tmp_path: Path, reader: object) -> None:
    """A line of another shape is an error with file and number; so is a missing file."""
    assert callable(reader)
    path = written(tmp_path / "set.jsonl", [{"other": 1}])
    with pytest.raises(EvalError, match=r"set\.jsonl:1"):
        reader(path)
    with pytest.raises(EvalError, match="cannot be read"):
        reader(tmp_path / "none.jsonl")


def test_dev_and_test_dialogues_are_apart() -> None:
    """No dialogue was fitted on and measured with."""
    place = REPOSITORY / "eval" / "dialogues"
    dev, test = (
        {(one.history, one.question) for one in read_dialogues(place / f"{name}.jsonl")}
        for name in ("dev", "test")
    )
    assert len(test) >= 40
    assert not dev & test


def test_one_fitted_path_leaves_the_others(tmp_path: Path) -> None:
    """Writing one path's numbers keeps the other paths to the character."""
    file = tmp_path / "decision.toml"
    first = Fitted("bank", 1.0, {"a": 2.0}, 0.5, 0.9, 0.9, 0.9, 10)
    write(file, [first], "dev.jsonl")
    before = file.read_text(encoding="utf-8")
    second = Fitted("followup", -1.0, {"b": np.pi}, 0.6, 0.8, 0.8, 0.8, 20)
    write(file, [second], "dialogues.jsonl")
    both = file.read_text(encoding="utf-8")
    assert both.startswith(before.rstrip())
    write(file, [second], "dialogues.jsonl")
    assert file.read_text(encoding="utf-8") == both
    write(file, [replace(first, least={"similarity": 0.8994})], "dev.jsonl")
    after = file.read_text(encoding="utf-8")
    assert after == both.replace(
        "a = 2.000000\n", "a = 2.000000\n\n[bank.least]\nsimilarity = 0.899\n"
    )
