"""``quotewell bench …``: what the machine at hand makes of Quotewell."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from corpus import load_corpus
from corpus.settings import ROOT
from eval.options import plain_errors
from eval.runner import refuse_live_profiles
from index.cli import progress_bar
from index.settings import IndexSettings

cli = typer.Typer(
    help="Measure speed, size and steadiness; every command takes the machine for itself.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

OutOption = Annotated[
    Path | None, typer.Option("--out", help="JSON file to write; beside the index if left out.")
]
ChatOption = Annotated[
    str, typer.Option("--chat-options", help="Options of the chat that is started.")
]
SecondsOption = Annotated[float, typer.Option("--seconds", min=1, help="Length of each phase.")]
WITHOUT_LIMIT = "--rate-limit 0"


@cli.callback()
def bench() -> None:
    """Measure speed, size and steadiness; every command takes the machine for itself."""
    with plain_errors():
        refuse_live_profiles()


@cli.command("start")
def bench_start(
    runs: Annotated[int, typer.Option("--runs", min=1, help="Starts of each way in.")] = 5,
    questions: Annotated[
        int, typer.Option("--questions", min=1, help="Questions asked alone.")
    ] = 200,
    out: OutOption = None,
) -> None:
    """Time cold starts and single questions, beside the LangChain tutorial pipeline."""
    with plain_errors():
        from bot.cli import ready_bot
        from bot.settings import BotSettings
        from eval.bench.results import environment, publish
        from eval.bench.start import ask_alone, cold_starts, start_tables

        where = environment()
        bot = ready_bot(BotSettings())
        starts = cold_starts(runs)
        bot.warm_up()
        alone = ask_alone(bot, questions)
        result = {"cold": starts, "alone": alone}
        publish("start", where, result, start_tables(starts, alone), out or _place("start"))


@cli.command("load")
def bench_load(
    clients: Annotated[int, typer.Option("--clients", min=1, help="Asking at once.")] = 64,
    overload: Annotated[
        int, typer.Option("--overload", min=1, help="Asking at once in the second phase.")
    ] = 512,
    seconds: SecondsOption = 60,
    chat_options: ChatOption = WITHOUT_LIMIT,
    limited_options: Annotated[
        str, typer.Option("--limited-options", help="Options of the chat with its limit on.")
    ] = "",
    out: OutOption = None,
) -> None:
    """Load the chat, overload it, and load one with its rate limit on."""
    with plain_errors():
        from eval.bench.load import load_phases, load_tables
        from eval.bench.results import environment, publish

        where = environment()
        phases = load_phases(
            clients, overload, seconds, chat_options.split(), limited_options.split()
        )
        publish("load", where, phases, load_tables(phases), out or _place("load"))


@cli.command("growth")
def bench_growth(
    sizes: Annotated[
        str, typer.Option("--sizes", help="Numbers of passages, commas between.")
    ] = "100,1000,10000,100000",
    real: Annotated[
        int, typer.Option("--real", min=2, help="Passages embedded with the real model.")
    ] = 200,
    questions: Annotated[int, typer.Option("--questions", min=1, help="Retrievals a size.")] = 200,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw it, as .svg or .png.")] = None,
    out: OutOption = None,
) -> None:
    """Measure retrieval, building and memory over the number of passages."""
    with plain_errors():
        from eval.bench.growth import growth_tables, measure_size, plot_growth
        from eval.bench.results import environment, publish

        where = environment()
        try:
            numbers = [int(one) for one in sizes.split(",")]
        except ValueError:
            msg = "numbers with commas between, such as 100,1000"
            raise typer.BadParameter(msg) from None
        found = [measure_size(one, real, questions) for one in numbers]
        publish("growth", where, found, growth_tables(found), out or _place("growth"))
        if plot:
            plot_growth(found, plot)


@cli.command("build")
def bench_build(
    texts: Annotated[int, typer.Option("--texts", min=1, help="Texts to embed.")] = 1000,
    runs: Annotated[int, typer.Option("--runs", min=1, help="Builds.")] = 3,
    out: OutOption = None,
) -> None:
    """Time an index build against embedding one text at a time."""
    with plain_errors():
        from eval.bench.building import build_tables, measure_build
        from eval.bench.results import environment, publish

        where = environment()
        settings = IndexSettings()
        built = measure_build(load_corpus(settings.corpus), settings.embedder(), texts, runs)
        publish("build", where, built, build_tables(built), out or _place("build"))


@cli.command("soak")
def bench_soak(
    minutes: Annotated[float, typer.Option("--minutes", min=1, help="How long.")] = 60,
    rate: Annotated[float, typer.Option("--rate", min=0.01, help="Questions a second.")] = 2,
    chat_options: ChatOption = WITHOUT_LIMIT,
    out: OutOption = None,
) -> None:
    """Ask at a steady rate and tell whether memory or open files grow."""
    with plain_errors():
        from eval.bench.results import environment, publish
        from eval.bench.soak import soak, soak_tables

        where = environment()
        found = soak(minutes, rate, chat_options.split())
        publish("soak", where, found, soak_tables(found), out or _place("soak"))


@cli.command("faults")
def bench_faults(
    times: Annotated[int, typer.Option("--times", min=1, help="Injections of each fault.")] = 100,
    seed: Annotated[int, typer.Option("--seed", help="Chooses the moments.")] = 1,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="FAULT", help="Only this fault.")
    ] = None,
    chat_options: ChatOption = WITHOUT_LIMIT,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", help="Write the table there, as Markdown.")
    ] = None,
    out: OutOption = None,
) -> None:
    """Inject faults and check what is left; exit code 1 if a promise did not hold."""
    with plain_errors():
        from eval.bench.faults import all_faults, as_markdown, fault_tables, run_faults
        from eval.bench.results import environment, publish
        from eval.errors import EvalError

        where = environment()
        faults = all_faults(chat_options.split())
        unknown = set(only or ()) - {one.name for one in faults}
        if unknown:
            names = ", ".join(one.name for one in faults)
            msg = f"no fault {sorted(unknown)[0]!r}. There are: {names}."
            raise EvalError(msg)
        chosen = [one for one in faults if not only or one.name in only]
        total = times * len(chosen)
        with progress_bar("Injecting") as progress:
            done = iter(range(1, total + 1))
            found = run_faults(chosen, times, seed, lambda *_: progress(next(done), total))
        publish("faults", where, found, fault_tables(found, seed), out or _place("faults"))
        if markdown:
            day = str(where["date"])[:10]
            markdown.write_text(as_markdown(found, seed, where["commit"], day), encoding="utf-8")
        broken = sum(len(one.broken) for one in found)
        if broken:
            msg = f"{broken} injected faults broke a promise."
            raise EvalError(msg)


@cli.command("hostile")
def bench_hostile(
    count: Annotated[int, typer.Option("--count", min=1, help="Questions.")] = 100_000,
    seed: Annotated[int, typer.Option("--seed", help="Makes the questions.")] = 1,
    processes: Annotated[
        int, typer.Option("--processes", min=1, help="Bots at once, about a gigabyte each.")
    ] = 1,
    limit: Annotated[
        float, typer.Option("--limit", min=0.1, help="Processor seconds a question may take.")
    ] = 5.0,
    drawn: Annotated[
        bool, typer.Option("--drawn", help="Draw vectors instead of asking the model.")
    ] = False,
    show: Annotated[
        int | None, typer.Option("--show", help="Only print the question of this number.")
    ] = None,
    out: OutOption = None,
) -> None:
    """Ask hostile questions; exit code 1 if one breaks a promise. Goes on where it stopped."""
    with plain_errors():
        from eval.bench.asked import dev_questions
        from eval.bench.hostile import hostile
        from eval.bench.hostile_run import hostile_tables, run_hostile
        from eval.bench.results import environment, publish
        from eval.errors import EvalError

        if show is not None:
            typer.echo(ascii(hostile(seed, show, dev_questions())))
            return
        where = environment()
        target = out or _place("hostile")
        kept = _directory() / "hostile.jsonl"
        chunks = run_hostile(count, seed, processes, limit, _mark(), kept, drawn=drawn)
        result = {
            "seed": seed,
            "limit_s": limit,
            "processes": processes,
            "drawn": drawn,
            "chunks": chunks,
        }
        publish("hostile", where, result, hostile_tables(chunks, limit, processes), target)
        wrong = sum(len(chunk.wrong) for chunk in chunks)
        if wrong:
            msg = f"{wrong} questions broke a promise: quotewell bench hostile --show NUMBER"
            raise EvalError(msg)


def _directory() -> Path:
    from eval.sets import cache_directory

    return cache_directory(IndexSettings()) / "bench"


def _place(name: str) -> Path:
    """Return a file for a result that no earlier one has."""
    return _directory() / f"{name}-{datetime.now():%Y%m%d-%H%M%S}.json"


def _mark() -> str:
    """Tell the code that answers and the index from any other, as runs of a set do."""
    from eval.questions import QuestionSet
    from eval.runner import fingerprint
    from index.cli import ensure_index
    from index.live import LiveIndex

    settings = IndexSettings()
    embedder = settings.embedder()
    ensure_index(settings, embedder)
    live = LiveIndex(settings.corpus, settings.index, embedder)
    own = (ROOT / "eval" / "bench" / "hostile.py").read_text(encoding="utf-8")
    return fingerprint(QuestionSet("hostile", (), settings.corpus), live, own)
