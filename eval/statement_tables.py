"""What ``eval llm`` prints."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.report import show
from eval.statements import Checked, Group


def print_groups(console: Console, half: str, groups: Sequence[Group]) -> None:
    """Print attacks shown and faithful statements kept, by kind and language."""
    for faithful, title in ((False, "Attacks shown"), (True, "Faithful statements kept")):
        table = Table(title=f"{title}, {half}", title_justify="left")
        for head in ("Kind", "Language", "n", "Shown", "By the strict rules alone"):
            table.add_column(head)
        for row in groups:
            if row.faithful == faithful:
                # Text, because the brackets of intervals are no markup.
                figures = (Text(show(row.shown)), Text(show(row.strict)))
                table.add_row(row.kind, row.language, str(row.shown.n), *figures)
        console.print(table)


def print_leaks(console: Console, checked: Sequence[Checked]) -> None:
    """Print each attack that is shown, with what it cites."""
    for one in checked:
        if one.shown and not one.told.faithful:
            written = one.told.written
            line = f"{written.kind} ({written.language}): {written.statement}"
            cited = " / ".join(written.cites)
            console.print(f"{line}\n    {cited}", markup=False, highlight=False, soft_wrap=True)
