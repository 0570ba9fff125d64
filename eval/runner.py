"""Ask a system every question of a set, one after another, and write down what it gave.

Each answer is on disk before the next question is asked. A run that was interrupted goes
on where it stopped, provided the set, the index and the code that answers are the same;
otherwise its figures would be two systems' mixed.
"""

import hashlib
import json
import os
from pathlib import Path

from pydantic import ValidationError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus.settings import ROOT
from eval.errors import EvalError
from eval.judge import judge
from eval.questions import QuestionSet
from eval.records import ANSWERS, Record
from eval.reference import Reference
from eval.system import System
from index.live import LiveIndex

RUN = "run.json"
JUDGING = ("judge", "measures", "questions", "records", "reference", "system")
"""Modules of this room a verdict depends on; the others only read verdicts."""


def refuse_live_profiles() -> None:
    """Refuse to run where visitors ask: evaluation holds written questions only.

    Raises:
        EvalError: If the profile is ``kiosk`` or ``web``.
    """
    profile = os.environ.get("QUOTEWELL_PROFILE", "").strip().lower()
    if profile in ("kiosk", "web"):
        msg = (
            f"Evaluation does not run in the {profile} profile, where visitors ask. "
            "Run it on another machine, or unset QUOTEWELL_PROFILE."
        )
        raise EvalError(msg)


def run(questions: QuestionSet, system: System, live: LiveIndex, out: Path, mark: str) -> int:
    """Ask every question not yet answered in ``out``.

    Args:
        questions: The set.
        system: What answers.
        live: The index it answers from; its documents are what answers are judged by.
        out: Directory for the run's files; made if missing.
        mark: See :func:`fingerprint`.

    Returns:
        How many questions were answered already.

    Raises:
        EvalError: If ``out`` holds another run, or cannot be written.
    """
    refuse_live_profiles()
    reference = Reference(live.get().corpus)
    try:
        out.mkdir(parents=True, exist_ok=True)
        done = _resume(out, mark, questions)
        waiting = questions.questions[done:]
        with (
            (out / ANSWERS).open("a", encoding="utf-8") as file,
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
            ) as bar,
        ):
            task = bar.add_task(questions.name, total=len(questions.questions), completed=done)
            for asked in waiting:
                given = system.answer(asked.question)
                verdict = judge(asked, given, reference)
                line = Record(asked=asked, given=given, verdict=verdict).model_dump_json()
                file.write(line + "\n")
                file.flush()
                bar.advance(task)
    except OSError as error:
        msg = f"{out}: cannot be written ({error.strerror}). Name another directory with --out."
        raise EvalError(msg) from None
    return done


def fingerprint(questions: QuestionSet, live: LiveIndex, system: str = "bot") -> str:
    """Return a hex SHA-256 of all a run's answers depend on: set, index, model and code."""
    index = live.get()
    digest = hashlib.sha256(system.encode())
    for question in questions.questions:
        digest.update(question.model_dump_json().encode())
    # A version's name is random in part; its ingredients are in the fingerprint it starts with.
    digest.update(index.version.name.partition("-")[0].encode())
    inner = [path for room in ("corpus", "index", "bot") for path in (ROOT / room).rglob("*")]
    judging = [ROOT / "eval" / f"{name}.py" for name in JUDGING]
    for path in sorted(inner + judging):
        # The page shows answers and has no part in them.
        if path.is_file() and not {"web", "__pycache__"} & set(path.relative_to(ROOT).parts):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _resume(out: Path, mark: str, questions: QuestionSet) -> int:
    """Return how many answers stand in ``out``, after cutting off a torn last line."""
    head, answers = out / RUN, out / ANSWERS
    if not head.exists():
        if answers.exists() and answers.stat().st_size:
            msg = f"{out}: holds answers of an unknown run. Name another directory with --out."
            raise EvalError(msg)
        state = {"fingerprint": mark, "set": questions.name, "questions": len(questions.questions)}
        head.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
        answers.touch()
        return 0
    try:
        same = json.loads(head.read_text(encoding="utf-8"))["fingerprint"] == mark
    except (ValueError, KeyError, TypeError):
        same = False
    if not same:
        msg = (
            f"{out}: holds a run of another set, index or version of the code. "
            "Name another directory with --out."
        )
        raise EvalError(msg)
    answers.touch()
    data = answers.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        with answers.open("r+b") as file:
            file.truncate(len(whole))
    return _count(answers, whole.decode(errors="replace"), questions)


def _count(path: Path, text: str, questions: QuestionSet) -> int:
    lines = text.split("\n")[:-1]
    for number, (line, asked) in enumerate(zip(lines, questions.questions, strict=False), 1):
        try:
            same = Record.model_validate_json(line).asked == asked
        except ValidationError:
            same = False
        if not same:
            msg = f"{path}:{number}: not the answer to question {number} of the set. Remove {path}."
            raise EvalError(msg)
    if len(lines) > len(questions.questions):
        msg = f"{path}: more answers than questions. Remove {path}."
        raise EvalError(msg)
    return len(lines)
