"""The report's plots, as SVG to be put into a page as it is."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.intervals import Estimate
from eval.measures import risk_coverage
from eval.records import STAGES, Record
from eval.summary import AT

# Okabe and Ito's colours: told apart by the colour-blind as well.
BLUE, ORANGE, GREEN, SKY, RED, GREY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#56B4E9",
    "#D55E00",
    "#6b7280",
)
_OUTCOMES = {
    "answered_right": ("Answered, right", GREEN),
    "refused_right": ("Refused, right", SKY),
    "not_retrieved": (STAGES["not_retrieved"], GREY),
    "not_chosen": (STAGES["not_chosen"], ORANGE),
    "wrongly_refused": (STAGES["wrongly_refused"], "#CC79A7"),
    "wrongly_answered": (STAGES["wrongly_answered"], RED),
}


def risk_coverage_plot(records: Sequence[Record]) -> str:
    """Draw risk over coverage, and where the bot stands with its threshold."""
    confidence = np.array([r.given.confidence for r in records])
    errors = np.array([float(r.verdict.would_err) for r in records])
    coverage, risk = risk_coverage(confidence, errors)
    answered = [r for r in records if r.given.answered]

    def draw(axes: Axes) -> None:
        axes.plot(coverage, risk, color=BLUE, linewidth=2, label="Surest questions first")
        if answered:
            at = len(answered) / len(records)
            wrong = sum(not r.verdict.right for r in answered) / len(answered)
            axes.plot([at], [wrong], "o", color=RED, markersize=8, label="As the bot decides")
        axes.set(xlabel="Coverage (share answered)", ylabel="Risk (errors among answered)")
        axes.set(xlim=(0, 1.02), ylim=(0, None))
        axes.legend()

    return _svg("risk", "Risk–coverage curve", draw)


def reliability_plot(bins: Sequence[dict[str, Any]]) -> str:
    """Draw the share of answerable questions over the confidence, bin by bin."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], "--", color=GREY, label="Perfectly calibrated")
        axes.bar(
            [(b["low"] + b["high"]) / 2 for b in bins],
            [b["accuracy"] for b in bins],
            width=0.09,
            color=SKY,
            label="Share answerable",
        )
        xs = [b["confidence"] for b in bins]
        axes.plot(
            xs, [b["accuracy"] for b in bins], "o", color=BLUE, label="At the mean confidence"
        )
        for one in bins:
            place = ((one["low"] + one["high"]) / 2, one["accuracy"])
            axes.annotate(
                f"n={one['n']}", place, (0, 8), textcoords="offset points", ha="center", fontsize=8
            )
        axes.set(xlabel="Confidence", ylabel="Share answerable", xlim=(0, 1), ylim=(0, 1.12))
        axes.legend(loc="upper left")

    return _svg("reliability", "Reliability diagram", draw)


def recall_plot(by_pair: dict[str, dict[str, Estimate]]) -> str:
    """Draw recall by k for each language pair, with intervals."""

    def draw(axes: Axes) -> None:
        colours = (BLUE, ORANGE, GREEN, RED, SKY, GREY)
        for number, (pair, figures) in enumerate(by_pair.items()):
            points = [figures[f"recall@{k}"] for k in AT]
            xs = np.arange(len(AT)) + 0.06 * (number - (len(by_pair) - 1) / 2)
            below = [max(p.value - p.low, 0) for p in points]
            above = [max(p.high - p.value, 0) for p in points]
            axes.errorbar(
                xs,
                [p.value for p in points],
                [below, above],
                marker="o",
                capsize=3,
                color=colours[number % len(colours)],
                label=f"{pair} (n={points[0].n})",
            )
        axes.set(xlabel="k (passages)", ylabel="Recall@k", ylim=(0, 1.05))
        axes.set_xticks(np.arange(len(AT)), [str(k) for k in AT])
        if by_pair:
            axes.legend(title="Question–document", loc="lower right")

    return _svg("recall", "Recall by k", draw)


def confusion_plot(confusion: dict[str, dict[str, int]]) -> str:
    """Draw how the questions of each kind ended."""

    def draw(axes: Axes) -> None:
        kinds = list(reversed(confusion))
        left = np.zeros(len(kinds))
        totals = np.array([max(sum(confusion[kind].values()), 1) for kind in kinds])
        for outcome, (label, colour) in _OUTCOMES.items():
            counts = np.array([confusion[kind][outcome] for kind in kinds])
            widths = counts / totals
            axes.barh(kinds, widths, left=left, color=colour, label=label)
            for row, count in enumerate(counts):
                if widths[row] > 0.04:
                    middle = left[row] + widths[row] / 2
                    axes.text(middle, row, str(count), ha="center", va="center", fontsize=8)
            left += widths
        axes.set(xlim=(0, 1), xlabel="Share of the kind's questions")
        axes.legend(ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=8)

    return _svg("confusion", "How the questions of each kind ended", draw)


def _svg(name: str, title: str, draw: Callable[[Axes], None]) -> str:
    """Return a figure as an ``svg`` element whose ids clash with no other figure's."""
    with mpl.rc_context(
        {
            "svg.fonttype": "none",  # text stays text: small, searchable, any script
            "svg.hashsalt": name,
            "font.family": "sans-serif",
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    ):
        figure = Figure(figsize=(6.2, 4.2), layout="constrained")
        draw(figure.add_subplot())
        target = io.StringIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(target, format="svg", metadata=nothing)
    text = target.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r' id="', f' id="{name}-', text)
    text = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", text)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return text.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)
