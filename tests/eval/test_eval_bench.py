"""What the benches rest on, without a clock: what they make, what they check, what they tell."""

import json
import random
import tempfile
from pathlib import Path

import numpy as np
import pytest

from bot.engine import Bot
from corpus import Corpus
from eval.bench import fault_replicas
from eval.bench import faults as bench_faults
from eval.bench.drawn import DrawnEmbedder
from eval.bench.fault_jobs import forks
from eval.bench.fault_site import CountingEmbedder, PromiseError, Site, harm
from eval.bench.hostile import FAMILIES, Hostile, hostile
from eval.bench.hostile_run import check
from eval.bench.load import Loaded
from eval.bench.results import Columns, environment, publish, spread
from eval.bench.soak import slope
from eval.bench.synthetic import Geometry, SyntheticEmbedder
from eval.bench.verified import Sources
from eval.errors import EvalError
from index.embedder import Embedder
from index.live import LiveIndex
from index.settings import IndexSettings
from tests.support import FakeEmbedder

REAL = ["May I use hot water?", "Vai drīkst lietot siltu ūdeni?"]


def test_hostile_questions_are_the_same_every_time() -> None:
    """Seed and number make a question; another seed makes another; every family has its turn."""
    numbers = range(2 * len(FAMILIES))
    first = [hostile(1, number, REAL) for number in numbers]
    assert first == [hostile(1, number, REAL) for number in numbers]
    assert first != [hostile(2, number, REAL) for number in numbers]
    assert {one.family for one in first} == set(FAMILIES)


def test_hostile_questions_break_nothing_small(pristine: tuple[Corpus, Path]) -> None:
    """A bot on two short documents keeps its promises through every family, twice."""
    bot = Bot(LiveIndex(pristine[0].directory, pristine[1], FakeEmbedder()))
    sources = Sources(pristine[0].directory)
    outcomes = {check(bot, sources, hostile(7, n, REAL)) for n in range(2 * len(FAMILIES))}
    assert outcomes <= {"answered", "not_found", "refused"}
    assert "refused" in outcomes


def test_a_wrong_quote_and_an_error_are_seen(pristine: tuple[Corpus, Path], tmp_path: Path) -> None:
    """Against other files the quotes are wrong; a bot that raises is told by its error."""
    corpus = pristine[0].directory
    for path in corpus.iterdir():
        changed = path.read_text(encoding="utf-8").replace("water", "sand")
        (tmp_path / path.name).write_text(changed, encoding="utf-8")
    bot = Bot(LiveIndex(corpus, pristine[1], FakeEmbedder()))
    found = {
        sources: check(bot, Sources(place), Hostile("x", "But never use hot water."))
        for sources, place in (("right", corpus), ("wrong", tmp_path))
    }
    assert found == {"right": "answered", "wrong": "wrong quote"}
    broken = Bot(LiveIndex(tmp_path / "nothing", pristine[1], FakeEmbedder()))
    assert check(broken, Sources(corpus), Hostile("x", "Hot water?")) == "raised ManifestError"


def test_slope_finds_a_leak_and_no_leak() -> None:
    """The interval holds the growth there is, and 0 where there is none but noise."""
    hours = np.linspace(0, 1, 300)
    noise = np.random.default_rng(1).standard_normal(300)
    leak, none = slope(hours, 500 + 20 * hours + noise), slope(hours, 500 + noise)
    assert 0 < leak.low < 20 < leak.high
    assert none.low < 0 < none.high


def test_an_overloaded_server_may_refuse_but_not_break() -> None:
    """Refusals without Retry-After and errors do not count as held."""
    some = spread([1.0])
    held = [
        Loaded("x", 1, 1, 1, some, outcomes, 0, 0).held
        for outcomes in ({"200": 1, "429": 2}, {"200": 1, "503 without Retry-After": 1}, {"500": 1})
    ]
    assert held == [True, False, False]


def test_results_say_where_and_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has the machine and the figures; nothing measured is an error."""
    table = Columns("A table", ("", "n"), [("row", "3")], "A note [not markup]")
    publish("test", environment(), spread([1, 2, 3]), [table], tmp_path / "deep" / "r.json")
    kept = json.loads((tmp_path / "deep" / "r.json").read_text(encoding="utf-8"))
    assert kept["result"]["n"] == 3
    assert kept["environment"]["cores"]
    assert kept["environment"]["date"]
    assert "[not markup]" in capsys.readouterr().out
    with pytest.raises(EvalError, match="nothing was measured"):
        spread([])


def test_drawn_vectors_lie_as_measured() -> None:
    """Length 1, the same every time, and as near to one another as the real ones."""
    random_vectors = np.random.default_rng(3).standard_normal((60, 384)).astype(np.float32)
    cone = random_vectors / 20 + np.eye(1, 384, dtype=np.float32)
    geometry = Geometry.of(cone / np.linalg.norm(cone, axis=1, keepdims=True))
    embedder = SyntheticEmbedder(geometry, 8, {})
    texts = [f"text {number}" for number in range(200)]
    drawn = embedder.encode_passages(texts)
    assert np.array_equal(drawn, embedder.encode_passages(texts))
    assert np.allclose(np.linalg.norm(drawn, axis=1), 1, atol=1e-5)
    assert Geometry.of(drawn).common == pytest.approx(geometry.common, abs=0.05)


def test_faults_are_counted_and_written(tmp_path: Path) -> None:
    """A broken promise is told, with the number of its injection."""

    def odd(_: Site, draw: random.Random) -> str:
        if draw.random() < 0.5:
            msg = "not | so"
            raise PromiseError(msg)
        return "well"

    fault = bench_faults.Fault("odd", "a coin", "heads", odd)
    (found,) = bench_faults.run_faults([fault], 20, 1, lambda *_: None)
    assert found.outcomes["well"] + len(found.broken) == 20
    assert found.broken
    text = bench_faults.as_markdown([found], 1, "abc", "2026-01-01")
    assert f"{len(found.broken)}: not \\| so" in text


def test_site_tells_old_from_new_and_damage_from_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tiny documents are answered from, differently after the edit; harm is noticed."""
    # Each place of the site takes it over; this puts it back in the end.
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)
    site = Site(tmp_path)
    place = site.fresh()
    with pytest.raises(PromiseError, match="other answers"):
        site.recover(place, site.new)
    site.recover(place, site.old)
    assert bench_faults.fault_index.damaged_index(site, random.Random(1))  # noqa: S311 - no secret
    assert CountingEmbedder().encode_bank(["a"]).shape == (1, 64)


def test_documents_roll_out_under_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two chats on a real Chroma server, asked all the time: no failed, no mixed answer.

    Told that the new documents say something else, the same run breaks the promise.
    """
    forks()  # its socket's path would be too long below the site
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)
    roll_out = fault_replicas.ReplicasFault(["--rate-limit", "0"])
    site = Site(tmp_path)
    assert roll_out(site, random.Random(1)).startswith("no failed answer")  # noqa: S311 - no secret
    site.new = tuple({**answer, "status": "answered elsewhere"} for answer in site.new)
    with pytest.raises(PromiseError, match="neither version"):
        roll_out(site, random.Random(1))  # noqa: S311 - no secret


def test_harm_changes_a_file(tmp_path: Path) -> None:
    """Whatever the kind of harm, the file is another one after it, but for a cut at its end."""
    path = tmp_path / "file"
    for seed in range(20):
        path.write_bytes(b"whole")
        harm(path, random.Random(seed))  # noqa: S311 - no secret
        assert not path.exists() or path.read_bytes() != b"whole"


def test_drawn_vectors_are_a_texts_own_and_near_real_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text has the same vector, of length 1, and another text another one."""
    known = np.eye(8, dtype=np.float32)
    monkeypatch.setattr(Embedder, "encode_questions", lambda _, texts: known[: len(texts)])
    embedder = DrawnEmbedder(IndexSettings(), ["a", "b"])
    texts = ["x", "\ud800 half a character", "x" * 1000]
    drawn = embedder.encode_questions(texts)
    assert np.array_equal(drawn, embedder.encode_questions(texts))
    assert np.allclose(np.linalg.norm(drawn, axis=1), 1)
    assert (np.max(drawn @ known[:2].T, axis=1) > 0.8).all()
    assert not np.allclose(drawn[0], drawn[2])
