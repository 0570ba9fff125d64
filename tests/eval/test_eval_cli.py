"""The commands, with a fake model and a fake bot, through typer."""

import json
from pathlib import Path

import pytest
from eval_fakes import GOLD, Perfect, Refusing
from typer.testing import CliRunner

import eval.session
import eval.versus
from corpus import Corpus
from eval.cli import cli
from eval.questions import SetQuestion
from eval.records import Given
from index.live import LiveIndex
from index.settings import IndexSettings
from tests.support import FakeEmbedder

ROWS = [
    {
        "id": f"q{n}",
        "question": f"{GOLD[doc] if doc else 'Who won'} {n}?",
        "lang": "en",
        "kind": "noisy" if doc else "far",
        "answerable": bool(doc),
        "gold": [{"doc": doc, "quote": GOLD[doc]}] if doc else [],
    }
    for n, doc in enumerate(["care", "kopsana", ""] * 3)
]


class FakeBot:
    """Stands for the bot; knows the set."""

    asked = 0

    def __init__(self, live: LiveIndex) -> None:
        self.corpus = live.get().corpus

    def warm_up(self) -> None:
        """Do nothing."""


class FakeSystem(Perfect):
    """Answers as the set says."""

    def __init__(self, bot: FakeBot) -> None:
        super().__init__([SetQuestion.model_validate(row) for row in ROWS], bot.corpus)

    def answer(self, text: str) -> Given:
        """Count and answer."""
        FakeBot.asked += 1
        return super().answer(text)


@pytest.fixture
def place(pristine: tuple[Corpus, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a set, settings that lead to the small corpus, and a fake bot."""
    corpus, _ = pristine
    monkeypatch.setenv("QUOTEWELL_CORPUS", str(corpus.directory))
    monkeypatch.setenv("QUOTEWELL_INDEX", str(tmp_path / "var" / "index"))
    monkeypatch.setattr(IndexSettings, "embedder", lambda self: FakeEmbedder())
    for module in (eval.session, eval.versus):
        monkeypatch.setattr(module, "Bot", FakeBot)
        monkeypatch.setattr(module, "BotSystem", FakeSystem)
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    (tmp_path / "set.jsonl").write_text(lines, encoding="utf-8")
    FakeBot.asked = 0
    return tmp_path


def invoke(*words: object, code: int = 0) -> str:
    """Run a command, check its exit code and return what it printed."""
    result = CliRunner().invoke(cli, [str(word) for word in words], env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result.output


def test_run_compare_calibrate(place: Path) -> None:
    """A run writes its files, goes on rather than ask again, and can be compared."""
    out = place / "out"
    assert str(out / "report.html") in invoke("run", place / "set.jsonl", "--out", out)
    names = {"answers.jsonl", "report.html", "run.json", "summary.json"}
    assert {path.name for path in out.iterdir()} == names
    invoke("run", place / "set.jsonl", "--out", out)
    assert FakeBot.asked == 9
    text = invoke("compare", out, out)
    assert "0.0 % [0.0, 0.0]" in text
    assert "Wrong now (0)" in text
    text = invoke("calibrate", out, "--risk", "0.1")
    assert "answer from 1.0000 on; coverage 66.7 %, risk 0.0 %" in text
    assert "no threshold keeps the risk" in text


def test_limit_and_the_default_place(place: Path) -> None:
    """Without --out the run lies beside the index, named by its fingerprint."""
    invoke("run", place / "set.jsonl", "--limit", 4)
    (run,) = (place / "var" / "eval" / "runs").iterdir()
    assert run.name.startswith("set-")
    assert json.loads((run / "summary.json").read_text())["questions"] == 4


def test_public_set_brings_its_documents(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQuAD's paragraphs are indexed in the cache, once, and the bot is asked about them."""
    monkeypatch.setattr(eval.session, "BotSystem", lambda bot: Refusing())
    answer = {"text": "a day", "answer_start": 14}
    asked = [
        {"id": "q0", "question": "How long?", "answers": [answer]},
        {"id": "q1", "question": "How deep?", "answers": []},
    ]
    paragraph = {"context": "Wash it. Rest a day.", "qas": asked}
    data = {"data": [{"title": "Care", "paragraphs": [paragraph]}]}
    (place / "set_en.json").write_text(json.dumps(data))
    for out in ("one", "two"):
        invoke("run", place / "set_en.json", "--out", place / out)
        summary = json.loads((place / out / "summary.json").read_text())
        assert summary["overall"]["answers"]["right"]["value"] == 0.5
    (cached,) = (place / "var" / "eval" / "sets").iterdir()
    assert (cached / "corpus" / "manifest.toml").exists()
    assert len(list((cached / "index" / "versions").iterdir())) == 1


def test_baselines_side_by_side(
    place: Path, monkeypatch: pytest.MonkeyPatch, pristine: tuple[Corpus, Path]
) -> None:
    """Four systems, each with its run, and one file of figures."""
    monkeypatch.setattr(eval.versus, "Embedder", lambda *a, **k: FakeEmbedder())
    out = place / "sides"
    path = place / "set.jsonl"
    text = invoke("baselines", path, "--dev", path, "--out", out)
    assert "Right, bot less tutorial" in text
    systems = json.loads((out / "baselines.json").read_text())["systems"]
    assert list(systems) == ["bot", "tutorial", "bm25", "dense"]
    assert systems["bot"]["figures"]["right"]["value"] == 1
    assert systems["tutorial"]["figures"]["quote_validity"]["value"] < 1
    assert systems["dense"]["threshold"] > 0
    invoke("compare", out / "bm25", out / "bot")


def test_errors_are_one_line_and_exit_1(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our errors: exit 1 and no traceback. Usage: exit 2."""
    for words in (
        ("run", place / "none.jsonl"),
        ("run", place / "set.txt"),
        ("run", place / "set.json"),
        ("run", place / "set.jsonl", "--paragraphs", place / "x_en.json"),
        ("compare", place, place),
        ("calibrate", place),
        ("validate", place / "none.jsonl"),
    ):
        text = invoke(*words, code=1)
        assert text.startswith("quotewell: ")
        assert text.count("\n") == 1
    monkeypatch.setenv("QUOTEWELL_PROFILE", "kiosk")
    for words in (("run", place / "set.jsonl"), ("notices",), ("dialogues",), ("manners",)):
        assert "kiosk profile" in invoke(*words, code=1)
    assert not FakeBot.asked
    invoke("run", code=2)
    invoke("run", place / "set.jsonl", "--limit", 0, code=2)
    invoke("fly", code=2)


def test_validate(place: Path) -> None:
    """A good set is praised, each fault of a bad one named."""
    assert "9 questions, no fault" in invoke("validate", place / "set.jsonl")
    (place / "bad.jsonl").write_text('{"id": "a"}\n{\n')
    text = invoke("validate", place / "bad.jsonl", code=1)
    assert "bad.jsonl:1: no 'question'" in text
    assert "bad.jsonl:2: not JSON" in text
    assert "2 faults" in text


def test_gate_command(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open for a perfect bot, closed with exit 1 below a floor."""
    import eval.gate

    floors = {"overall.answers.right": 1.0}
    for least, code in ((1.0, 0), (1.1, 1)):
        gate = eval.gate.Gate(set=place / "set.jsonl", floors=dict.fromkeys(floors, least))
        monkeypatch.setattr(eval.gate, "read_gate", lambda gate=gate: gate)
        text = invoke("gate", "--out", place / "gate", code=code)
        assert ("The gate is open" in text) == (code == 0)


def test_nothing_is_fitted_on_the_test_set(place: Path) -> None:
    """The command refuses."""
    from eval.options import TESTS

    assert len(TESTS) == 3
    for test in TESTS:
        assert "nothing is ever fitted on it" in invoke("fit", test, code=1)
