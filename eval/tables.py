"""What the commands print: tables for a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.ablation import Ablated
from eval.compare import Change, Difference
from eval.dialogues import Followed
from eval.fit_words import Coverage
from eval.intervals import Estimate
from eval.manners import Mannered
from eval.messages import Noticed
from eval.page import FIGURES
from eval.records import STAGES
from eval.report import show
from eval.versus import COLUMNS, Side

_UNITS = {"refused_unanswerable": "%", "latency_ms": "ms"}


def print_differences(console: Console, rows: Sequence[Difference]) -> None:
    """Print a paired table; a difference whose interval leaves out 0 is marked."""
    heads = ("Figure", "n", "First", "Second", "Difference")
    table = _table("Second less first", heads)
    for row in rows:
        unit = _unit(row.name)
        mark = " *" if _is_clear(row.difference) else ""
        cells = (show(row.first, unit), show(row.second, unit), show(row.difference, unit) + mark)
        # Text, because the brackets of intervals are no markup.
        table.add_row(_name(row.name), str(row.difference.n), *map(Text, cells))
    console.print(table)
    console.print("* The interval leaves out 0.", highlight=False)


def print_changes(console: Console, changes: Sequence[Change]) -> None:
    """Print the questions that are right in one run only."""
    for now_right, title in ((True, "Right now"), (False, "Wrong now")):
        group = [change for change in changes if change.now_right == now_right]
        console.print(f"\n{title} ({len(group)})", markup=False, highlight=False)
        for change in group:
            stage = (change.before if now_right else change.after).verdict.stage
            label = STAGES[stage].lower() if stage else ""
            asked = change.after.asked
            line = f"  {asked.id} ({asked.kind}): {asked.question} [{label}]"
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def print_sides(console: Console, sides: Sequence[Side]) -> None:
    """Print the systems side by side, and each baseline's paired difference to the bot."""
    table = _table("Side by side", ("Figure", *(side.name for side in sides)))
    for keys in COLUMNS.values():
        for key in keys:
            table.add_row(_name(key), *(Text(show(s.figures[key], _unit(key))) for s in sides))
    console.print(table)
    for side in sides:
        if side.against_bot:
            right = next(one for one in side.against_bot if one.name == "right")
            text = f"Right, bot less {side.name}: {show(right.difference)}"
            console.print(text, markup=False, highlight=False)


def print_ablation(console: Console, rows: Sequence[Ablated]) -> None:
    """Print what the decision is worth with some of its features."""
    heads = ("Decision", "AUROC", "Right", "Supported", "Refused")
    table = _table("Ablation", heads)
    for row in rows:
        shares = (show(one, "%") for one in (row.right, row.supported, row.refused))
        table.add_row(row.name, *map(Text, (show(row.auroc, ""), *shares)))
    console.print(table)


def _is_clear(difference: Estimate) -> bool:
    return difference.low > 0 or difference.high < 0


def _name(key: str) -> str:
    return FIGURES[key][0] if key in FIGURES else key.replace("_", " ")


def _unit(key: str) -> str:
    return FIGURES[key][1] if key in FIGURES else _UNITS.get(key, "")


def print_followed(console: Console, rows: Sequence[Followed]) -> None:
    """Print how dialogues went, by kind."""
    heads = ("Right without the history", "Right with it", "Carried over")
    table = _table("Follow-ups", ("Expected", "n", *heads))
    for row in rows:
        figures = (row.alone, row.right, row.carried)
        table.add_row(row.expect, str(row.right.n), *(Text(show(one, "%")) for one in figures))
    console.print(table)


def print_mannered(console: Console, rows: Iterable[Mannered]) -> None:
    """Print how questions do bare and in frames, by language."""
    table = _table("Right", ("Language", "Phrases in view", "Questions", "n", "Bare", "Framed"))
    for row in rows:
        kind = "answerable" if row.answerable else "unanswerable"
        cells = (row.language, "yes" if row.seen else "no", kind, str(row.bare.n))
        table.add_row(*cells, Text(show(row.bare, "%")), Text(show(row.framed, "%")))
    console.print(table)


def print_shown(console: Console, title: str, rows: Iterable[Coverage]) -> None:
    """Print what is shown of documents without a bank, by what is asked."""
    heads = ("Of", "Asked", "n", "Answered", "Answers", "Right of these")
    table = _table(f"Documents without questions: {title}", heads)
    for row in rows:
        right = (str(row.right.n), show(row.right, "%"))
        cells = (
            row.setting,
            " + ".join(row.kinds),
            str(row.asked),
            show(row.answered, "%"),
            *right,
        )
        table.add_row(*map(Text, cells))
    console.print(table)


def print_noticed(console: Console, rows: Sequence[Noticed]) -> None:
    """Print how the clinic's notices do, by language."""
    heads = ("Any notice", "A fitting one", "All fitting", "Others each", "n", "False alarms")
    table = _table("Notices", ("Language", "n", *heads))
    for row in rows:
        trouble = (show(one, "%") for one in (row.recall, row.fitting, row.complete))
        false = (str(row.false_alarms.n), show(row.false_alarms, "%"))
        cells = (*trouble, f"{row.extra.value:.2f}", *false)
        table.add_row(row.language, str(row.recall.n), *map(Text, cells))
    console.print(table)


def _table(title: str, heads: Sequence[str]) -> Table:
    table = Table(title=f"{title}, with 95 % bootstrap intervals", title_justify="left")
    for head in heads:
        table.add_column(head)
    return table
