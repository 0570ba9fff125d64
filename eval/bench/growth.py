"""How retrieval, building and memory grow with the number of passages.

What is measured is the way without a question bank (:mod:`bot.hybrid_retrieval`): two
searches in Chroma and BM25 for each language, and putting them together. Embedding the
question is left out; it takes as long at any size.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench.growth_size import PARTS
from eval.bench.processes import Watched
from eval.bench.results import Columns, Spread, spread

GOAL_MS = 30.0
"""Wanted: 95 % of the retrievals at 100,000 passages within this."""


@dataclass(frozen=True)
class Size:
    """What one number of passages costs.

    Attributes:
        passages: How many.
        sentences: How many vectors of sentences besides.
        real: Passages with a real vector; the others' are drawn to lie likewise.
        build_s: Seconds of a build, embedding left out.
        build_mb: Peak of resident memory of the process that builds, MiB.
        disk_mb: Size of the built index, MiB.
        open_s: Seconds until the index is open.
        serve_mb: Peak of resident memory of the process that retrieves, MiB.
        retrieve: Spread of a retrieval, ms.
        parts: Median of each part of it, ms, added up over the languages, which are searched
            at the same time.
    """

    passages: int
    sentences: int
    real: int
    build_s: float
    build_mb: float
    disk_mb: float
    open_s: float
    serve_mb: float
    retrieve: Spread
    parts: dict[str, float]


def measure_size(passages: int, real: int, questions: int) -> Size:
    """Build an index of ``passages``, open it in another process and retrieve ``questions`` times.

    Raises:
        EvalError: If one of the two processes fails.
    """
    with tempfile.TemporaryDirectory(prefix="quotewell-growth-") as place:
        module = ["-m", "eval.bench.growth_size"]
        with Watched([*module, "build", place, str(passages), str(real)]) as building:
            built = json.loads(building.first_line()[0])
            build_mb = building.peak_mb()
        with Watched([*module, "ask", place, str(questions)]) as asking:
            asked = json.loads(asking.first_line()[0])
            serve_mb = asking.peak_mb()
    parts = {name: 1000 * spread(asked["parts_s"][name]).median for name in PARTS}
    return Size(
        asked["passages"],
        asked["sentences"],
        built["real"],
        built["build_s"],
        build_mb,
        built["disk_mb"],
        asked["open_s"],
        serve_mb,
        spread([1000 * one for one in asked["retrieve_s"]]),
        parts,
    )


def growth_tables(sizes: Sequence[Size]) -> list[Columns]:
    """Return what ``bench growth`` prints."""
    costs = [
        (
            f"{one.passages:,}",
            f"{one.sentences:,}",
            f"{one.build_s:.1f}",
            f"{one.build_mb:.0f}",
            f"{one.disk_mb:.0f}",
            f"{one.open_s:.1f}",
            f"{one.serve_mb:.0f}",
        )
        for one in sizes
    ]
    times = [
        (
            f"{one.passages:,}",
            f"{one.retrieve.median:.1f}",
            f"{one.retrieve.p95:.1f}",
            *(f"{one.parts[name]:.1f}" for name in PARTS),
        )
        for one in sizes
    ]
    last = sizes[-1]
    real = ", ".join(f"{one.real} of {one.passages:,}" for one in sizes)
    return [
        Columns(
            "What an index costs",
            ("passages", "sentences", "build, s", "MiB", "disk, MiB", "open, s", "serving, MiB"),
            costs,
            f"Synthetic passages; real vectors for {real}. Builds without embedding.",
        ),
        Columns(
            f"A retrieval, n={last.retrieve.n} questions a size, ms",
            ("passages", "p50", "p95", "passages", "sentences", "BM25"),
            times,
            "Parts are medians, added up over both languages, which are searched at the same "
            f"time. Goal: p95 of {GOAL_MS:g} ms at 100,000; "
            f"at {last.passages:,} it is {last.retrieve.p95:.1f} ms.",
        ),
    ]


def plot_growth(sizes: Sequence[Size], path: Path) -> None:
    """Draw latency, and time and memory of building, over the size; SVG or PNG by the name."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from eval.plots import BLUE, GREEN, GREY, ORANGE, RED

    xs = [one.passages for one in sizes]
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "growth"}):
        figure = Figure(figsize=(9.2, 4.0), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.plot(xs, [one.retrieve.p95 for one in sizes], "o-", color=RED, label="p95")
        left.plot(xs, [one.retrieve.median for one in sizes], "o-", color=BLUE, label="p50")
        left.axhline(GOAL_MS, color=GREY, linestyle="--", label=f"goal, {GOAL_MS:g} ms")
        left.set(title="A retrieval", xlabel="Passages", ylabel="ms")
        right.plot(xs, [one.build_s for one in sizes], "o-", color=ORANGE, label="build, s")
        right.plot(xs, [one.serve_mb for one in sizes], "s-", color=GREEN, label="serving, MiB")
        right.plot(xs, [one.disk_mb for one in sizes], "^-", color=GREY, label="on disk, MiB")
        right.set(title="What an index costs", xlabel="Passages")
        left.set_ylim(bottom=0)
        right.set_yscale("log")
        for axes in (left, right):
            axes.set_xscale("log")
            axes.spines[["top", "right"]].set_visible(False)
            axes.legend()
        path.parent.mkdir(parents=True, exist_ok=True)
        nothing = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, metadata=nothing)
