"""``quotewell ask``, ``batch`` and ``explain``: the bot without a page."""

import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.console import Console
from rich.progress import track

from bot import messages
from bot.answer import Answer
from bot.candidates import Retrieved
from bot.decision import Decision
from bot.engine import Bot
from bot.errors import QuestionError
from bot.pipeline import Explanation
from corpus.cli import ERROR, FINDINGS, CorpusOption, plain_errors
from index.cli import IndexOption, ensure_index, settings_for
from index.live import LiveIndex

cli = typer.Typer(no_args_is_help=True)

Text = Annotated[str, typer.Argument(metavar="QUESTION")]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", metavar="en|lv", help="The question's language, if known."),
]


class Line(BaseModel):
    """One line of a batch's input."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    question: str
    language: str | None = None


def ready_bot(corpus: Path | None, index: Path | None) -> Bot:
    """Return a bot whose index is current, building it if need be."""
    settings = settings_for(corpus, index)
    embedder = settings.embedder()
    ensure_index(settings, embedder)
    return Bot(LiveIndex(settings.corpus, settings.index, embedder))


def as_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as the fields other tools rely on; each quote is checked once more."""
    return {
        "language": answer.language,
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "quotes": [
            {
                "text": quote.verified_text(),
                "document": quote.document,
                "title": quote.source.title,
                "section": " › ".join(quote.section),
                "language": quote.language,
                "start": quote.start,
                "end": quote.end,
            }
            for quote in answer.quotes
        ],
        "notices": list(answer.notices),
    }


@cli.command()
def ask(
    question: Text,
    as_json_line: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: LanguageOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Answer one question."""
    with plain_errors():
        bot = ready_bot(corpus, index)
        bot.warm_up()
        started = time.perf_counter()
        answer = _explain(bot, question, language).answer
    if as_json_line:
        took = round((time.perf_counter() - started) * 1000, 1)
        fields = {"question": question, **as_json(answer), "elapsed_ms": took}
        typer.echo(json.dumps(fields, ensure_ascii=False))
    else:
        typer.echo("\n".join(_as_text(answer)))


@cli.command()
def explain(
    question: Text,
    language: LanguageOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Show what was retrieved, the scores by stage, and why it was answered or refused."""
    with plain_errors():
        found = _explain(ready_bot(corpus, index), question, language)
    typer.echo(f"language: {found.question.language}; searched by: {found.retrieved.path}")
    typer.echo("\n".join(_how(found.retrieved, found.decision)))
    for part in found.parts:
        typer.echo(f"\npart: {part.question.text}")
        typer.echo("\n".join(_how(part.retrieved, part.decision)))
    typer.echo("")
    typer.echo("\n".join(_as_text(found.answer)))


@cli.command()
def batch(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl")],
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS.jsonl")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Answer a file of questions, one JSON object a line; exit code 3 if any line was bad."""
    try:
        lines = questions.read_bytes().split(b"\n")
    except OSError as error:
        typer.echo(f"quotewell: {questions}: cannot be read ({error.strerror}).", err=True)
        raise typer.Exit(ERROR) from None
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    with plain_errors():
        bot = ready_bot(corpus, index)
        bot.warm_up()
        bad = _write_answers(answers, _answer_lines(bot, numbered))
    if bad:
        typer.echo(f"quotewell: {bad} of {len(numbered)} lines were bad; see {answers}.", err=True)
        raise typer.Exit(FINDINGS)


def _answer_lines(bot: Bot, lines: list[tuple[int, bytes]]) -> Iterator[dict[str, Any]]:
    for number, raw in _progress(lines):
        try:
            line = Line.model_validate_json(raw.decode("utf-8-sig"))
            started = time.perf_counter()
            answer = bot.ask(line.question, line.language)
        except UnicodeDecodeError:
            yield {"line": number, "error": "not UTF-8"}
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            yield {"line": number, "error": f"{place}: {first['msg']}".lstrip(": ")}
        except QuestionError as error:
            yield {"line": number, "id": line.id, "error": messages.FAULTS[error.fault]["en"]}
        else:
            took = round((time.perf_counter() - started) * 1000, 1)
            yield {
                "id": line.id,
                "question": line.question,
                **as_json(answer),
                "elapsed_ms": took,
            }


def _progress(lines: list[tuple[int, bytes]]) -> Iterable[tuple[int, bytes]]:
    """Show a bar on standard error, which leaves standard output to the shell."""
    return track(lines, "Answering", console=Console(stderr=True), transient=True)


def _write_answers(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    """Write rows beside ``path`` and put them in its place when complete; count the bad ones."""
    bad = 0
    work = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            work = file.name
            for row in rows:
                bad += "error" in row
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        # A temporary file is private; the answers get what a new file would have.
        mask = os.umask(0)
        os.umask(mask)
        Path(work).chmod(0o666 & ~mask)
        Path(work).replace(path)
    except OSError as error:
        typer.echo(f"quotewell: {path}: cannot be written ({error.strerror}).", err=True)
        raise typer.Exit(ERROR) from None
    finally:
        if work:
            Path(work).unlink(missing_ok=True)
    return bad


def _explain(bot: Bot, question: str, language: str | None) -> Explanation:
    try:
        return bot.explain(question, language)
    except QuestionError as error:
        words = messages.interface_language(language or messages.LANGUAGES[0])
        typer.echo(messages.FAULTS[error.fault][words], err=True)
        raise typer.Exit(ERROR) from None


def _how(retrieved: Retrieved, decision: Decision) -> Iterator[str]:
    """Say what was retrieved, with scores by stage, and what was decided on it."""
    if retrieved.matched:
        urgent = " (the nearest answered one is urgent)" if retrieved.urgent else ""
        yield f"nearest bank question: {retrieved.matched}{urgent}"
    for candidate in retrieved.candidates:
        stages = ", ".join(f"{name} {value:.3f}" for name, value in candidate.stages.items())
        start = candidate.passage.text[:60].replace("\n", " ")
        yield f"  {candidate.score:.3f}  {candidate.passage.id}  ({stages})  {start}…"
    yield "decision, in log-odds:"
    for name, part in decision.contributions.items():
        yield f"  {part:+.2f}  {name} = {retrieved.features[name]:.3f}"
    sign = "≥" if decision.answer else "<"
    yield f"confidence {decision.confidence:.3f} {sign} {decision.threshold:.3f}"


def _as_text(answer: Answer) -> Iterator[str]:
    words = messages.interface_language(answer.language)
    if not answer.quotes:
        yield messages.NOT_FOUND[words]
        if answer.nearest:
            yield messages.NEAREST[words]
            yield from (f"  {near.heading} ({near.title})" for near in answer.nearest)
        yield from answer.notices
        return
    yield messages.LEAD_IN[words]
    for quote in answer.quotes:
        yield f"\n{quote.verified_text()}"
        where = " › ".join((quote.source.title, *quote.section))
        published = f", {quote.source.published:%Y-%m-%d}" if quote.source.published else ""
        other = messages.OTHER_LANGUAGE[words].get(quote.language, quote.language)
        mark = f" [{other}]" if quote.language != answer.language else ""
        yield f"  — {quote.source.publisher}: {where}{published}{mark}"
