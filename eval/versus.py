"""Run the bot and the baselines over one set, side by side, in one process."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.engine import Bot
from corpus import Corpus
from eval.baselines import Baseline, DenseRanker, LexicalRanker, Ranker, TutorialRanker
from eval.compare import Difference, compare
from eval.questions import QuestionSet
from eval.records import Record, read_records
from eval.reference import Reference
from eval.runner import fingerprint, refuse_live_profiles, run
from eval.sets import Opened, cache_directory, open_set
from eval.summary import Figures, plain, summarise
from eval.system import BotSystem
from index.embedder import Embedder
from index.settings import IndexSettings

BOT = "bot"
BASELINES = ("tutorial", "bm25", "dense")

COLUMNS = {
    "answers": (
        "right",
        "supported",
        "first",
        "coverage",
        "selective_precision",
        "words_shown",
        "quote_validity",
    ),
    "refusal": ("no_ans_accuracy", "auroc", "aurc"),
    # Recall counts passages, and the tutorial's chunks are others than ours.
    "retrieval": ("success@1", "success@5", "mrr"),
    "speed": ("p50_ms", "p95_ms", "questions_per_second"),
}
"""What is shown side by side. No calibration: a baseline's score is no probability."""


@dataclass(frozen=True)
class Side:
    """One system's figures.

    Attributes:
        name: The system.
        threshold: Least score it answers at; None for the bot, which has its own rule.
        figures: By their names.
        against_bot: Paired differences, bot less this system; empty for the bot.
    """

    name: str
    threshold: float | None
    figures: Figures
    against_bot: list[Difference]


def side_by_side(
    path: Path, dev: Path, settings: IndexSettings, out: Path | None, limit: int | None = None
) -> tuple[Path, list[Side]]:
    """Measure the bot and every baseline.

    Args:
        path: The set to measure on.
        dev: The set the baselines' thresholds are chosen on.
        settings: Documents, index and model.
        out: Where the runs are written; in the cache if None.
        limit: How many questions to ask; all if None.

    Returns:
        The directory written to, and the systems, the bot first.

    Raises:
        EvalError: If a set or ``out`` cannot be used, or the profile forbids it.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    refuse_live_profiles()
    embedder = settings.embedder()
    opened = open_set(path, settings, embedder)
    tuning = open_set(dev, settings, embedder)
    questions = opened.questions.sample(limit)
    base = fingerprint(questions, opened.live)
    if out is None:
        out = cache_directory(settings) / "baselines" / f"{questions.name}-{base[:12]}"

    bot = Bot(opened.live)
    bot.warm_up()
    run(questions, BotSystem(bot), opened.live, out / BOT, base)
    records = read_records(out / BOT)
    sides = [Side(BOT, None, _figures(records), [])]
    for name in BASELINES:
        system = _fitted(name, opened, tuning, embedder, settings)
        mark = fingerprint(questions, opened.live, f"{name} {system.threshold}")
        run(questions, system, opened.live, out / name, mark)
        theirs = read_records(out / name)
        differences, _ = compare(theirs, records)
        sides.append(Side(name, system.threshold, _figures(theirs), differences))
    _write(out, questions, sides)
    return out, sides


def _fitted(
    name: str, opened: Opened, tuning: Opened, embedder: Embedder, settings: IndexSettings
) -> Baseline:
    """Return a baseline over the set's documents, its threshold chosen on the dev set's."""
    corpus, other = opened.live.get().corpus, tuning.live.get().corpus
    system = Baseline(_ranker(name, corpus, embedder, settings), corpus)
    same = opened.questions.corpus == tuning.questions.corpus
    trial = system if same else Baseline(_ranker(name, other, embedder, settings), other)
    trial.fit(tuning.questions, Reference(other))
    system.threshold = trial.threshold
    return system


def _ranker(name: str, corpus: Corpus, embedder: Embedder, settings: IndexSettings) -> Ranker:
    if name == "bm25":
        return LexicalRanker(corpus)
    if name == "dense":
        return DenseRanker(corpus, embedder)
    bare = Embedder(settings.model, models=settings.models, query_prefix="", passage_prefix="")
    return TutorialRanker(corpus, bare)


def _figures(records: Sequence[Record]) -> Figures:
    overall = summarise(records)["overall"]
    return {key: overall[group][key] for group, keys in COLUMNS.items() for key in keys}


def _write(out: Path, questions: QuestionSet, sides: Sequence[Side]) -> None:
    table = {
        side.name: {
            "threshold": side.threshold,
            "figures": side.figures,
            "bot_less_this": {one.name: one.difference for one in side.against_bot},
        }
        for side in sides
    }
    text = json.dumps(plain({"set": questions.name, "systems": table}), indent=1)
    (out / "baselines.json").write_text(text + "\n", encoding="utf-8")
