"""From a set's path to a written report: what ``run``, ``gate`` and ``baselines`` share."""

import json
from pathlib import Path
from typing import Any

from bot.engine import Bot
from eval.records import read_records
from eval.report import write_report
from eval.runner import fingerprint, refuse_live_profiles, run
from eval.sets import Opened, cache_directory, open_crowd, open_set
from eval.summary import plain, summarise
from eval.system import BotSystem
from index.cli import ensure_index
from index.embedder import Embedder
from index.live import LiveIndex
from index.settings import IndexSettings

SUMMARY = "summary.json"
REPORT = "report.html"


def bot_for(settings: IndexSettings, embedder: Embedder) -> Bot:
    """Return a bot on the documents and the index of ``settings``, built if need be.

    Args:
        settings: Documents and index.
        embedder: The model that ``settings`` describe.

    Raises:
        EvalError: If the profile forbids measuring.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    refuse_live_profiles()
    ensure_index(settings, embedder)
    return Bot(LiveIndex(settings.corpus, settings.place(), embedder))


def run_bot(
    path: Path,
    settings: IndexSettings,
    out: Path | None = None,
    limit: int | None = None,
    paragraphs: Path | None = None,
) -> Path:
    """Run the bot over a set, or over ``limit`` of its questions, and report.

    Args:
        path: See :func:`eval.sets.open_set`, as for ``paragraphs``.
        settings: Documents, index and model.
        out: Where the run is written; in the cache, named by set and fingerprint, if None.
        limit: How many questions to ask; all if None.
        paragraphs: See :func:`eval.sets.open_set`.

    Returns:
        The run's directory.

    Raises:
        EvalError: If the set or ``out`` cannot be used, or the profile forbids it.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    refuse_live_profiles()
    opened = open_set(path, settings, settings.embedder(), paragraphs)
    return run_opened(opened, settings, out, limit)


def run_opened(
    opened: Opened, settings: IndexSettings, out: Path | None = None, limit: int | None = None
) -> Path:
    """Do what :func:`run_bot` does, for a set that is open already."""
    questions = opened.questions.sample(limit)
    mark = fingerprint(questions, opened.live)
    if out is None:
        out = cache_directory(settings) / "runs" / f"{questions.name}-{mark[:12]}"
    bot = Bot(opened.live)
    bot.warm_up()
    run(questions, BotSystem(bot), opened.live, out, mark)
    write_results(out, questions.name)
    return out


def run_crowd(
    path: Path, questions: Path, settings: IndexSettings, limit: int | None = None
) -> tuple[Path, Path]:
    """Ask our set and a SQuAD file's of our documents among the file's, and report.

    Args:
        path: The SQuAD file.
        questions: Our set.
        settings: Our documents, and beside whose index everything is written.
        limit: How many of the file's questions to ask; all if None.

    Returns:
        The directories of the two runs.

    Raises:
        EvalError, CorpusError, IndexStoreError: As :func:`run_bot`.
    """
    refuse_live_profiles()
    ours, theirs = open_crowd(path, questions, settings, settings.embedder())
    return run_opened(ours, settings), run_opened(theirs, settings, limit=limit)


def write_results(out: Path, name: str) -> dict[str, Any]:
    """Write ``summary.json`` and ``report.html`` of the answers in ``out``.

    Returns:
        The summary, with :class:`~eval.intervals.Estimate` objects.

    Raises:
        EvalError: If the answers cannot be read.
    """
    records = read_records(out)
    summary = {"set": name, **summarise(records)}
    text = json.dumps(plain(summary), ensure_ascii=False, indent=1)
    (out / SUMMARY).write_text(text + "\n", encoding="utf-8")
    (out / REPORT).write_text(write_report(summary, records), encoding="utf-8")
    return summary
