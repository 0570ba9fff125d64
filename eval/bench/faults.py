"""Inject every fault many times, at random moments from a fixed seed, and tell what came of it."""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import QuotewellError
from eval.bench import fault_index
from eval.bench.fault_chat import ChatFault
from eval.bench.fault_jobs import forks
from eval.bench.fault_replicas import ReplicasFault
from eval.bench.fault_server import kill_server
from eval.bench.fault_site import PromiseError, Site
from eval.bench.results import Columns

Inject = Callable[[Site, random.Random], str]
"""Injects a fault once and returns the outcome; raises PromiseError when a promise did not hold."""


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes:
        name: For tables and ``--only``.
        injected: What is done.
        holds: What must hold after it.
        inject: Does it.
    """

    name: str
    injected: str
    holds: str
    inject: Inject


@dataclass(frozen=True)
class Outcome:
    """What came of one kind of fault.

    Attributes:
        name: The fault's.
        injected: What was done.
        holds: What had to hold.
        times: How often.
        outcomes: Counts by what was seen.
        broken: Promises that did not hold, each with the number of its injection.
    """

    name: str
    injected: str
    holds: str
    times: int
    outcomes: dict[str, int]
    broken: list[tuple[int, str]]


def all_faults(chat_options: Sequence[str]) -> tuple[Fault, ...]:
    """Return every kind of fault; ``chat_options`` are the chat's, such as ``--rate-limit 0``."""
    return (
        Fault(
            "chat-killed",
            "kill -9 of the chat within a second while four ask it",
            "no half or wrong answer before; the same answers after a restart",
            ChatFault(list(chat_options)),
        ),
        Fault(
            "builder-killed",
            "kill -9 of an index build, of edited documents or of the same ones",
            "the index serves, or is refused as stale; the next build succeeds and tidies up",
            fault_index.kill_builder,
        ),
        Fault(
            "server-killed",
            "kill -9 of a Chroma server under a bot that is asked, half of the times in a build",
            "answers of a version, or an error that says why; well again when it is back",
            kill_server,
        ),
        Fault(
            "replicas-rebuild",
            "new documents for two chats on one Chroma server, asked all the time, and a rebuild",
            "no failed answer, none of mixed or older documents; both change over",
            ReplicasFault(list(chat_options)),
        ),
        Fault(
            "disk-full",
            "a build on a disk (small tmpfs, else a limit on files) with too little room",
            "the builder says so; the old index is as it was; a build with room succeeds",
            fault_index.full_disk,
        ),
        Fault(
            "read-only",
            "an index on a disk mounted read-only",
            "it is answered from; a builder says that it cannot write",
            fault_index.read_only,
        ),
        Fault(
            "index-damaged",
            "one file of the index truncated, emptied, removed, grown or a bit of it flipped",
            "it is refused, never answered from; a build heals it",
            fault_index.damaged_index,
        ),
        Fault(
            "documents-damaged",
            "likewise a document, the manifest or the bank, under a running bot",
            "refused, or the very same answers; well again when the file is back",
            fault_index.damaged_documents,
        ),
        Fault(
            "clock-jumps",
            "files' times and the clock up to 40 years off, under a running bot",
            "the same answers, and nobody's copy is swept away",
            fault_index.clock_jumps,
        ),
        Fault(
            "two-builders",
            "two processes build in one directory",
            "one builds; the other says so, or finds it done",
            fault_index.two_builders,
        ),
        Fault(
            "reader-during-rebuild",
            "a running bot asked without pause while documents and index change",
            "every answer is the old or the new one, or a refusal that says why; then the new",
            fault_index.reader_during_rebuild,
        ),
    )


def run_faults(
    faults: Sequence[Fault], times: int, seed: int, told: Callable[[str, int], None]
) -> list[Outcome]:
    """Inject each fault ``times`` times.

    Args:
        faults: Which.
        times: How often each.
        seed: Every injection has a source of chance of its own, made from this.
        told: Called with the fault's name and the number of injections done.

    Raises:
        EvalError: If the tiny documents could not show a fault.
    """
    forks()  # its socket lies among the temporary files, which move with each injection
    before = tempfile.tempdir
    found = []
    try:
        with tempfile.TemporaryDirectory(prefix="quotewell-faults-") as root:
            site = Site(Path(root))
            for fault in faults:
                outcomes: Counter[str] = Counter()
                broken = []
                for number in range(times):
                    draw = random.Random(f"{seed} {fault.name} {number}")  # noqa: S311 - no secret
                    try:
                        outcomes[fault.inject(site, draw)] += 1
                    except (PromiseError, QuotewellError) as error:
                        broken.append((number, str(error)))
                    told(fault.name, number + 1)
                found.append(
                    Outcome(fault.name, fault.injected, fault.holds, times, dict(outcomes), broken)
                )
    finally:
        tempfile.tempdir = before
    return found


def fault_tables(found: Sequence[Outcome], seed: int) -> list[Columns]:
    """Return what ``bench faults`` prints."""
    rows = [
        (one.name, f"{count}", outcome)
        for one in found
        for outcome, count in sorted(one.outcomes.items(), key=lambda pair: -pair[1])
    ]
    rows += [
        (one.name, f"no. {number}", f"BROKEN: {why}") for one in found for number, why in one.broken
    ]
    title = f"Faults, {found[0].times} times each, seed {seed}"
    total = sum(one.times for one in found)
    wrong = sum(len(one.broken) for one in found)
    note = f"{total} faults injected; {wrong} broke a promise."
    return [Columns(title, ("fault", "times", "outcome"), rows, note)]


def as_markdown(found: Sequence[Outcome], seed: int, commit: str, day: str) -> str:
    """Return docs/faults.md."""
    lines = [
        "# Faults injected, and what came of them",
        "",
        f"Written by `quotewell bench faults --times {found[0].times} --seed {seed} --markdown "
        f"docs/faults.md` at commit {commit} on {day}. Tiny documents and vectors of counted "
        "letters stand in for the real ones; everything else is the code that runs in a clinic. "
        "Answers are compared with those of an undisturbed bot, quotes with the files on disk.",
        "",
        "| fault | what must hold | times | outcome | broken |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        seen = "; ".join(
            f"{outcome}: {count}"
            for outcome, count in sorted(one.outcomes.items(), key=lambda pair: -pair[1])
        )
        broken = "; ".join(sorted({why for _, why in one.broken})) or "none"
        cells = (one.injected, one.holds, str(one.times), seen, f"{len(one.broken)}: {broken}")
        cells = (*cells[:4], broken if not one.broken else cells[4])
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
