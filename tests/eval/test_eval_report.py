"""What a run gives: summary, report, comparison, calibration, gate."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from eval_fakes import Perfect, Random, Refusing, judged, question, small_set

from corpus import Corpus
from eval.calibrate import calibrate
from eval.compare import compare
from eval.errors import EvalError
from eval.gate import GATE, Gate, breaches, read_gate
from eval.intervals import Estimate
from eval.page import FIGURES
from eval.records import ANSWERS, Given, Record, Shown
from eval.report import show, write_report
from eval.session import write_results
from eval.summary import plain, summarise


@pytest.fixture(scope="module")
def corpus(pristine: tuple[Corpus, Path]) -> Corpus:
    """The small corpus."""
    return pristine[0]


@pytest.fixture(scope="module")
def by_chance(corpus: Corpus) -> list[Record]:
    """A random bot's records."""
    return judged(small_set(corpus.directory, 60).questions, Random(corpus), corpus)


def test_every_figure_is_explained(by_chance: list[Record]) -> None:
    """No figure reaches the page without a name, a unit and a meaning; each has its n."""
    for figures in summarise(by_chance)["overall"].values():
        for name, estimate in figures.items():
            assert name in FIGURES
            assert isinstance(estimate, Estimate)
            assert 0 < estimate.n <= 60


def test_files_of_a_run(by_chance: list[Record], tmp_path: Path) -> None:
    """Summary and report are written from the answers alone; NaN is null."""
    lines = "".join(record.model_dump_json() + "\n" for record in by_chance)
    (tmp_path / ANSWERS).write_text(lines, encoding="utf-8")
    write_results(tmp_path, "small")
    text = (tmp_path / "summary.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    summary = json.loads(text)
    assert set(summary["overall"]["answers"]["right"]) == {"value", "low", "high", "n"}
    assert summary["by_kind"]["near"]["answers"]["supported"]["value"] is None
    assert set(summary["by_pair"]) == {"en-en", "en-lv"}
    assert sum(summary["confusion"]["near"].values()) == 20
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_report_asks_nothing_of_the_network(by_chance: list[Record]) -> None:
    """No address but the names of XML dialects, no script, no id twice."""
    page = write_report({"set": "small", **summarise(by_chance)}, by_chance)
    addresses = set(re.findall(r"https?://[^\"' <]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<script" not in page
    assert not re.search(r"(?:src|@import|url\((?!#))=?", page.split("<style>")[1][:3000])
    ids = re.findall(r' id="?([^" >]+)', page)
    assert len(ids) == len(set(ids))
    assert page.count("<svg") == 4


def test_report_lists_failures_by_stage(corpus: Corpus) -> None:
    """Question, gold and what was shown; nothing of it is taken for markup."""
    asked = [question("q", "care", question="<script>alert(1)</script>?", note="a & b")]
    records = judged(asked, Refusing(), corpus)
    page = write_report({"set": "<b>", **summarise(records)}, records)
    assert "Not retrieved (1)" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "a &amp; b" in page
    assert "Wash your hands before you start." in page
    assert "Evaluation: &lt;b&gt;" in page


def test_report_without_failures(corpus: Corpus) -> None:
    """A perfect run has a page too."""
    questions = small_set(corpus.directory).questions
    records = judged(questions, Perfect(questions, corpus), corpus)
    page = write_report({"set": "s", **summarise(records)}, records)
    assert "Failures (0)" in page
    assert "<b>100 of 100</b>" in page


def test_report_warns_of_invalid_quotes(corpus: Corpus) -> None:
    """Nobody can overlook it."""
    records = judged([question("q", "care")], Lying(), corpus)
    page = write_report({"set": "s", **summarise(records)}, records)
    assert "class=alarm" in page


class Lying(Refusing):
    """Shows words that are not in the document."""

    def answer(self, text: str) -> Given:
        """Lie."""
        quote = Shown(doc="care", start=0, end=5, text="Never")
        changes = {"answered": True, "quotes": (quote,), "confidence": 1.0}
        return super().answer(text).model_copy(update=changes)


def test_figures_in_words() -> None:
    """Shares are percentages; what is not defined is a dash."""
    assert show(Estimate(0.5, 0.4, 0.6, 10)) == "50.0 % [40.0, 60.0]"
    assert show(Estimate(0.5, 0.4, 0.6, 10), "") == "0.500 [0.400, 0.600]"
    assert show(Estimate(12.34, 10, 15, 10), "ms") == "12.3 ms [10.0, 15.0]"
    nan = float("nan")
    assert show(Estimate(nan, nan, nan, 0)) == "–"
    assert plain({"a": [Estimate(nan, 0.1, 0.2, 1)]}) == {
        "a": [{"value": None, "low": 0.1, "high": 0.2, "n": 1}]
    }


def test_comparison_is_paired(corpus: Corpus) -> None:
    """Refusing against perfect: two thirds of the questions change, none for the worse."""
    questions = small_set(corpus.directory, 30).questions
    before = judged(questions, Refusing(), corpus)
    after = judged(questions, Perfect(questions, corpus), corpus)
    rows, changes = compare(before, after)
    figures = {row.name: row for row in rows}
    assert figures["right"].difference.value == pytest.approx(2 / 3)
    assert figures["right"].difference.n == 30
    assert figures["supported"].difference == Estimate(1, 1, 1, 20)
    assert figures["refused_unanswerable"].difference == Estimate(0, 0, 0, 10)
    assert figures["auroc"].difference.value == pytest.approx(0.5)
    assert len(changes) == 20
    assert all(change.now_right for change in changes)
    same = compare(after, after)
    assert all(row.difference.value == 0 for row in same[0])
    assert not same[1]


def test_comparison_needs_the_same_questions(corpus: Corpus) -> None:
    """Only questions that are the same in both are compared; none is an error."""
    one = judged([question("a", "care"), question("b")], Refusing(), corpus)
    other = judged([question("a", "care"), question("b", "care")], Refusing(), corpus)
    rows, _ = compare(one, other)
    assert rows[0].difference.n == 1
    with pytest.raises(EvalError, match="no question in common"):
        compare(one, judged([question("c")], Refusing(), corpus))


def confident(scores: list[float], errors: list[bool], corpus: Corpus) -> list[Record]:
    """Return records with these confidences and errors."""
    records = judged(small_set(corpus.directory, len(scores)).questions, Refusing(), corpus)
    return [
        record.model_copy(
            update={
                "given": record.given.model_copy(update={"confidence": score}),
                "verdict": record.verdict.model_copy(update={"would_err": error}),
            }
        )
        for record, score, error in zip(records, scores, errors, strict=True)
    ]


def test_calibration_by_hand(corpus: Corpus) -> None:
    """From 0.6 on one of four is wrong, from 0.7 on none of three."""
    records = confident([0.9, 0.8, 0.7, 0.6, 0.5], [False, False, False, True, True], corpus)
    found, surely = calibrate(records, 0.3)
    assert found is not None
    assert (found.confidence, found.n, found.risk) == (0.6, 4, 0.25)
    lower = calibrate(records, 0.2)[0]
    assert lower is not None
    assert lower.confidence == 0.7
    assert surely is None
    with pytest.raises(EvalError, match="no share"):
        calibrate(records, 5)


def test_sure_threshold_keeps_its_promise(corpus: Corpus) -> None:
    """On fresh questions the risk stays below what was wanted, nearly always."""
    chance = np.random.default_rng(2)
    kept = 0
    for _ in range(10):
        scores = chance.random(400)
        errors = chance.random(400) > scores
        found = calibrate(confident(scores.tolist(), errors.tolist(), corpus), 0.3)[1]
        assert found is not None
        # Above t the true risk is the mean of 1 - x over [t, 1].
        kept += (1 - found.confidence) / 2 <= 0.3
    assert kept >= 9


def test_gate_of_the_repository(by_chance: list[Record]) -> None:
    """It can be read, names a set and figures there are, and a random bot fails it."""
    gate = read_gate()
    assert gate.set == Path("eval/questions/test.jsonl")
    assert gate.floors
    assert breaches(summarise(by_chance), gate)


def test_gate(corpus: Corpus, by_chance: list[Record]) -> None:
    """Floors, ceilings, figures that are not defined, and validity whatever the file says."""
    questions = small_set(corpus.directory).questions
    perfect = summarise(judged(questions, Perfect(questions, corpus), corpus))
    right = {"overall.answers.right": 1.0}
    slow = {"overall.speed.p95_ms": 5.0}
    assert not breaches(perfect, Gate(set="s", floors=right))
    assert "below its floor" in breaches(summarise(by_chance), Gate(set="s", floors=right))[0]
    assert "above its ceiling" in breaches(perfect, Gate(set="s", floors={}, ceilings=slow))[0]
    undefined = {"by_kind.near.answers.supported": 0.0}
    assert breaches(perfect, Gate(set="s", floors=undefined))
    lying = summarise(judged([question("q", "care")], Lying(), corpus))
    assert "must be 100 %" in breaches(lying, Gate(set="s", floors={}))[0]
    with pytest.raises(EvalError, match="no figure"):
        breaches(perfect, Gate(set="s", floors={"overall.answers.rigth": 1.0}))


def test_gate_file_complaints(tmp_path: Path) -> None:
    """A missing or misspelt gate does not pass for an open one."""
    assert GATE.exists()
    with pytest.raises(EvalError, match="cannot be read"):
        read_gate(tmp_path / "gate.toml")
    (tmp_path / "gate.toml").write_text('set = "s"\n[flors]\n')
    with pytest.raises(EvalError, match="not a gate"):
        read_gate(tmp_path / "gate.toml")
