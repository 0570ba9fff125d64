"""What every bench prints and keeps: tables for a terminal, and JSON that says where it ran."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from corpus.settings import ROOT
from eval.errors import EvalError

PACKAGES = ("chromadb", "bm25s", "sentence-transformers", "torch", "gradio", "uvicorn", "numpy")


@dataclass(frozen=True)
class Spread:
    """How a measured quantity is spread, in the unit it was measured in.

    Attributes:
        n: How many values.
        median: Half of them are at most this.
        p95: 95 % of them are.
        p99: 99 % of them are.
        greatest: All of them are.
    """

    n: int
    median: float
    p95: float
    p99: float
    greatest: float


@dataclass(frozen=True)
class Columns:
    """One table for a terminal.

    Attributes:
        title: Above it.
        heads: Of its columns; the first holds names.
        rows: As many cells each as there are heads.
        note: Below it.
    """

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


def spread(values: Sequence[float]) -> Spread:
    """Return how ``values`` are spread.

    Raises:
        EvalError: If there are none, so that nothing was measured.
    """
    if not values:
        msg = "nothing was measured: every request failed. See the errors above."
        raise EvalError(msg)
    median, p95, p99 = np.percentile(np.asarray(values), [50, 95, 99]).tolist()
    return Spread(len(values), median, p95, p99, max(values))


def environment() -> dict[str, Any]:
    """Say where, with what and when: a figure without that is no figure."""
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "load_before": [round(one, 2) for one in os.getloadavg()],
        "memory_mb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "commit": _commit(),
        "date": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def publish(
    name: str, where: Mapping[str, Any], result: object, tables: Sequence[Columns], out: Path
) -> None:
    """Print the tables and write ``result`` as JSON to ``out``.

    Args:
        name: The bench's command.
        where: As :func:`environment` gave it before the measurement.
        result: Whatever JSON holds, and dataclasses.
        tables: Printed in their order.
        out: File to write; its directory is made.

    Raises:
        EvalError: If the file cannot be written.
    """
    console = Console()
    for columns in tables:
        table = Table(*columns.heads, title=columns.title, title_justify="left")
        for row in columns.rows:
            table.add_row(*row)
        console.print(table)
        if columns.note:
            console.print(columns.note, markup=False, highlight=False)
    text = json.dumps(
        {"bench": name, "environment": where, "result": result},
        ensure_ascii=False,
        indent=1,
        default=_plain,
    )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        msg = f"{out}: cannot be written ({error.strerror}). Name another file with --out."
        raise EvalError(msg) from None
    console.print(f"Written: {out}", markup=False, highlight=False, soft_wrap=True)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Path):
        return str(value)
    msg = f"no JSON for {type(value).__name__}"
    raise TypeError(msg)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _commit() -> str:
    """Return the commit's short hash, marked when files differ from it; "unknown" without git."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--exclude=*"],  # noqa: S607 - the user's git
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
