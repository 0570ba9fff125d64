"""``quotewell ask``, ``batch`` and ``explain``: the bot without a page."""

import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date
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
from bot.followup import asked_again
from bot.pipeline import Explanation
from bot.reply import notices_of, reply_to
from bot.safeguarding.detector import Safeguard
from bot.safeguarding.notices import NoticeBook, load_notices
from bot.settings import BotSettings, checked_settings
from corpus.cli import ERROR, FINDINGS, CorpusOption, given, plain_errors
from index.cli import ChromaOption, IndexOption, ensure_index, progress_bar
from index.embedder import Embedder
from index.live import LiveIndex
from index.passages import SECTION_SEPARATOR
from index.settings import IndexSettings

cli = typer.Typer(no_args_is_help=True)

Text = Annotated[str, typer.Argument(metavar="QUESTION")]
AfterOption = Annotated[
    list[str] | None,
    typer.Option("--after", metavar="QUESTION", help="What was asked before; oldest first."),
]
NoticesOption = Annotated[
    Path | None, typer.Option("--notices", metavar="FILE", help="The clinic's notices.")
]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", metavar="en|lv", help="The question's language, if known."),
]


class Line(BaseModel):
    """One line of a batch's input.

    Attributes:
        conversation: Consecutive lines with the same one are turns of one conversation.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    question: str
    language: str | None = None
    conversation: str | int | None = None


def ready_bot(settings: BotSettings, embedder: Embedder | None = None) -> Bot:
    """Return a bot whose index is current, building it if need be.

    Args:
        settings: Where everything is.
        embedder: The model; the one the settings describe when None.

    Raises:
        NoticesError: If the clinic's notices cannot be read.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    embedder = embedder or settings.embedder()
    book = load_notices(settings.notices)  # before the index, which may take minutes
    ensure_index(settings, embedder)
    safeguard = ready_safeguard(settings, embedder, book)
    return Bot(LiveIndex(settings.corpus, settings.place(), embedder), safeguard=safeguard)


def ready_safeguard(settings: IndexSettings, embedder: Embedder, book: NoticeBook) -> Safeguard:
    """Return a detection that has learnt, with a progress bar on standard error.

    Raises:
        ModelError: If the embedding model cannot be used.
    """
    safeguard = Safeguard(embedder, book, settings.models)
    with progress_bar("Learning the notices’ examples") as progress:
        safeguard.warm_up(progress)
    return safeguard


def _bot(corpus: Path | None, index: Path | None, chroma: str | None, notices: Path | None) -> Bot:
    options = given(corpus=corpus, index=index, chroma=chroma, notices=notices)
    return ready_bot(checked_settings(options))


@cli.command()
def ask(
    question: Text,
    as_json_line: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    translations: Annotated[
        bool, typer.Option("--translations", help="Print translations under quotes.")
    ] = False,
    language: LanguageOption = None,
    after: AfterOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
    notices: NoticesOption = None,
) -> None:
    """Answer one question."""
    with plain_errors():
        bot = _bot(corpus, index, chroma, notices)
        bot.warm_up()
        started = time.perf_counter()
        answer = _explain(bot, question, language, after).answer
        took = time.perf_counter() - started
    if as_json_line:
        typer.echo(_json(reply_to(question, answer, took).as_json()))
    else:
        typer.echo("\n".join(_as_text(answer, translations=translations)))


@cli.command()
def explain(
    question: Text,
    language: LanguageOption = None,
    after: AfterOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
    notices: NoticesOption = None,
) -> None:
    """Show what was retrieved, the scores by stage, and why it was answered or refused."""
    with plain_errors():
        found = _explain(_bot(corpus, index, chroma, notices), question, language, after)
    typer.echo(f"language: {found.question.language}; searched by: {found.retrieved.path}")
    typer.echo("\n".join(_how(found.retrieved, found.decision)))
    for part in found.parts:
        typer.echo(f"\npart: {part.question.text}")
        typer.echo("\n".join(_how(part.retrieved, part.decision)))
    if found.followup:
        typer.echo(f"\nwith the question before: {found.followup.need.question.text}")
        typer.echo("\n".join(_how(found.followup.need.retrieved, found.followup.need.decision)))
        taken = "taken" if found.followup.carried else "not taken"
        typer.echo(f"goes on from it: {found.followup.probability:.3f}, {taken}")
    typer.echo("")
    typer.echo("\n".join(_as_text(found.answer)))


@cli.command()
def batch(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl")],
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS.jsonl")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
    notices: NoticesOption = None,
) -> None:
    """Answer a file of questions, one JSON object a line; exit code 3 if any line was bad."""
    try:
        lines = questions.read_bytes().split(b"\n")
    except OSError as error:
        typer.echo(f"quotewell: {questions}: cannot be read ({error.strerror}).", err=True)
        raise typer.Exit(ERROR) from None
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    with plain_errors():
        bot = _bot(corpus, index, chroma, notices)
        bot.warm_up()
        bad = _write_answers(answers, _answer_lines(bot, numbered))
    if bad:
        typer.echo(f"quotewell: {bad} of {len(numbered)} lines were bad; see {answers}.", err=True)
        raise typer.Exit(FINDINGS)


def _answer_lines(bot: Bot, lines: list[tuple[int, bytes]]) -> Iterator[dict[str, Any]]:
    conversation: str | int | None = None
    history: list[str] = []
    for number, raw in _progress(lines):
        try:
            line = Line.model_validate_json(raw.decode("utf-8-sig"))
            if line.conversation is None or line.conversation != conversation:
                conversation, history = line.conversation, []
            started = time.perf_counter()
            answer = bot.ask(line.question, line.language, history=history)
        except UnicodeDecodeError:
            yield {"line": number, "error": "not UTF-8"}
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            yield {"line": number, "error": f"{place}: {first['msg']}".lstrip(": ")}
        except QuestionError as error:
            # Somebody in trouble is told where to turn, whatever is wrong with the question.
            found = bot.notices(line.question, line.language or messages.LANGUAGES[0])
            yield {
                "line": number,
                "id": line.id,
                "error": messages.FAULTS[error.fault]["en"],
                "notices": [notice.model_dump() for notice in notices_of(found)],
            }
        else:
            history.append(asked_again(line.question, answer.assumed))
            took = time.perf_counter() - started
            yield reply_to(line.question, answer, took, line.id).as_json()


def _json(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


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
                file.write(_json(row) + "\n")
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


def _explain(bot: Bot, question: str, language: str | None, after: list[str] | None) -> Explanation:
    try:
        return bot.explain(question, language, history=after or ())
    except QuestionError as error:
        words = messages.interface_language(language or messages.LANGUAGES[0])
        for notice in bot.notices(question, words):
            typer.echo(notice.text, err=True)
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


def _as_text(answer: Answer, *, translations: bool = False) -> Iterator[str]:
    words = messages.interface_language(answer.language)
    yield from (f"[{messages.OPERATOR[words]}] {notice.text}\n" for notice in answer.notices)
    if answer.assumed:
        yield messages.ASSUMED[words].format(question=answer.assumed)
    if not answer.quotes:
        yield messages.NOT_FOUND[words]
        if answer.nearest:
            yield messages.NEAREST[words]
            yield from (f"  {near.heading} ({near.title})" for near in answer.nearest)
        if answer.pointer:
            yield answer.pointer
        return
    yield messages.LEAD_IN[words]
    for quote in answer.quotes:
        yield f"\n{quote.verified_text()}"
        where = SECTION_SEPARATOR.join((quote.source.title, *quote.section))
        published = f", {quote.source.published:%Y-%m-%d}" if quote.source.published else ""
        page = f", {messages.PAGE[words].format(number=quote.page)}" if quote.page else ""
        other = messages.OTHER_LANGUAGE[words].get(quote.language, quote.language)
        mark = f" [{other}]" if quote.language != answer.language else ""
        yield f"  — {quote.source.publisher}: {where}{page}{published}{mark}"
        if quote.source.review_overdue(date.today()):
            due = quote.source.review_until
            yield f"  {messages.REVIEW_DUE[words].format(date=due)}"
        found = quote.translation(words) if translations else None
        if found:
            label = messages.translated(found.review, f"{found.review.on}", words)
            yield f"  {label}:"
            yield from (f"  | {line}" for line in found.text.splitlines())
