"""Runs: resumed after an interrupt, refused where visitors ask, the same bot in process."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from eval_fakes import Perfect, small_set

from bot.answer import ANSWERED, NOT_FOUND, Answer, Quote
from bot.errors import QuestionError
from corpus import Corpus
from eval.errors import EvalError
from eval.records import ANSWERS, Given, read_records
from eval.runner import fingerprint, run
from eval.system import BotSystem
from index.live import LiveIndex
from index.passages import Passage, split_passages
from tests.support import FakeEmbedder


@pytest.fixture
def live(pristine: tuple[Corpus, Path]) -> LiveIndex:
    """The small index."""
    corpus, index = pristine
    return LiveIndex(corpus.directory, index, FakeEmbedder())


class Interrupted(Perfect):
    """Is interrupted at the fourth question."""

    def answer(self, text: str) -> Given:
        """Answer, three times."""
        if len(self.asked) == 3:
            raise KeyboardInterrupt
        return super().answer(text)


def test_interrupted_run_goes_on(live: LiveIndex, tmp_path: Path) -> None:
    """Answers given before are kept, a torn line is asked again, the result is one run's."""
    corpus = live.get().corpus
    questions = small_set(corpus.directory)
    with pytest.raises(KeyboardInterrupt):
        run(questions, Interrupted(questions.questions, corpus), live, tmp_path, "mark")
    with (tmp_path / ANSWERS).open("a", encoding="utf-8") as file:
        file.write('{"asked": {"id": "q3", "quest')
    system = Perfect(questions.questions, corpus)
    assert run(questions, system, live, tmp_path, "mark") == 3
    assert system.asked == ["Question q3?", "Question q4?", "Question q5?"]
    assert [one.asked.id for one in read_records(tmp_path)] == [f"q{n}" for n in range(6)]
    assert run(questions, system, live, tmp_path, "mark") == 6
    assert len(system.asked) == 3


def test_another_run_is_not_mixed_in(live: LiveIndex, tmp_path: Path) -> None:
    """Another fingerprint, foreign answers and a damaged head are refused."""
    corpus = live.get().corpus
    questions = small_set(corpus.directory)
    system = Perfect(questions.questions, corpus)
    run(questions, system, live, tmp_path, "mark")
    with pytest.raises(EvalError, match="another set, index or version"):
        run(questions, system, live, tmp_path, "other")
    head = (tmp_path / "run.json").read_text()
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(EvalError, match="another set, index or version"):
        run(questions, system, live, tmp_path, "mark")
    (tmp_path / "run.json").unlink()
    with pytest.raises(EvalError, match="unknown run"):
        run(questions, system, live, tmp_path, "mark")
    (tmp_path / "run.json").write_text(head)
    lines = (tmp_path / ANSWERS).read_text().splitlines(keepends=True)
    (tmp_path / ANSWERS).write_text("".join(reversed(lines)))
    with pytest.raises(EvalError, match="not the answer to question 1"):
        run(questions, system, live, tmp_path, "mark")
    (tmp_path / ANSWERS).write_text("".join([*lines, lines[0]]))
    with pytest.raises(EvalError, match="more answers than questions"):
        run(questions, system, live, tmp_path, "mark")


def test_fingerprint_tells_sets_and_systems_apart(live: LiveIndex) -> None:
    """The same for the same; another for a shorter set or another system."""
    questions = small_set(live.get().corpus.directory)
    mark = fingerprint(questions, live)
    assert mark == fingerprint(questions, live)
    assert mark != fingerprint(questions.sample(2), live)
    assert mark != fingerprint(questions, live, "bm25")


@pytest.mark.parametrize("profile", ["kiosk", "web", " Kiosk "])
def test_refuses_where_visitors_ask(
    live: LiveIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str
) -> None:
    """In those profiles nothing is asked and nothing written."""
    monkeypatch.setenv("QUOTEWELL_PROFILE", profile)
    corpus = live.get().corpus
    questions = small_set(corpus.directory)
    system = Perfect(questions.questions, corpus)
    with pytest.raises(EvalError, match="profile"):
        run(questions, system, live, tmp_path / "out", "mark")
    assert not system.asked
    assert not (tmp_path / "out").exists()


def test_disk_that_cannot_be_written(live: LiveIndex, tmp_path: Path) -> None:
    """The complaint is ours."""
    (tmp_path / "file").write_text("")
    questions = small_set(live.get().corpus.directory)
    system = Perfect(questions.questions, live.get().corpus)
    with pytest.raises(EvalError, match="cannot be written"):
        run(questions, system, live, tmp_path / "file" / "out", "mark")


@dataclass(frozen=True)
class Found:
    """A candidate."""

    passage: Passage
    score: float


@dataclass(frozen=True)
class Explained:
    """An explanation."""

    answer: Answer
    candidates: tuple[Found, ...]


class FakeBot:
    """Answers from the first passage when asked to, refuses otherwise."""

    def __init__(self, corpus: Corpus) -> None:
        self._passage = split_passages(corpus["care"])[0]

    def explain(self, text: str, language: str | None = None) -> Explained:
        """Explain; the language must be left to the bot."""
        assert language is None
        if text == "bad":
            raise QuestionError("empty")
        quotes = cut((Found(self._passage, 0.5),)) if text == "answer" else ()
        status = ANSWERED if quotes else NOT_FOUND
        answer = Answer(status, tuple(quotes), "en", 0.7)
        return Explained(answer, (Found(self._passage, 0.5),))


def cut(candidates: tuple[Found, ...]) -> list[Quote]:
    """Quote whole passages."""
    return [Quote.cut(c.passage.document, c.passage.section, c.passage.span) for c in candidates]


def test_bot_is_written_down_as_it_is(pristine: tuple[Corpus, Path]) -> None:
    """Answered, refused with what was withheld, and not accepted."""
    corpus = pristine[0]
    # Its explanations hold only what is looked at.
    system = BotSystem(FakeBot(corpus), cut)  # type: ignore[arg-type]
    answered, refused, bad = (system.answer(text) for text in ("answer", "refuse", "bad"))
    assert answered.answered
    assert answered.quotes[0].text.startswith("Wash your hands")
    assert answered.candidates[0].score == 0.5
    assert not answered.withheld
    assert not refused.answered
    assert refused.withheld == answered.quotes
    assert (bad.answered, bad.fault, bad.confidence) == (False, "empty", 0)
    assert answered.seconds > 0


def test_reading_what_is_no_run(tmp_path: Path) -> None:
    """Missing, empty and foreign files are told apart from a run."""
    with pytest.raises(EvalError, match="cannot be read"):
        read_records(tmp_path)
    (tmp_path / ANSWERS).write_text("")
    with pytest.raises(EvalError, match="holds no answer"):
        read_records(tmp_path)
    (tmp_path / ANSWERS).write_text(json.dumps({"a": 1}) + "\n")
    with pytest.raises(EvalError, match=r"answers\.jsonl:1: not a line of a run"):
        read_records(tmp_path)
