"""``quotewell ask``, ``batch`` and ``explain``: the bot without a page."""

import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.console import Console
from rich.progress import track

from bot import messages
from bot.engine import Bot
from bot.errors import QuestionError
from bot.followup import asked_again
from bot.pipeline import Explanation
from bot.printed import as_text, how
from bot.reply import notices_of, reply_to
from bot.safeguarding.detector import Safeguard
from bot.safeguarding.notices import NoticeBook, load_notices
from bot.settings import BotSettings, checked_settings
from corpus.cli import ERROR, FINDINGS, CorpusOption, given, plain_errors
from index.cli import ChromaOption, IndexOption, ensure_index, progress_bar
from index.embedder import Embedder
from index.live import LiveIndex
from index.settings import IndexSettings

if TYPE_CHECKING:
    from bot.llm.summariser import Summariser

cli = typer.Typer(no_args_is_help=True)

Text = Annotated[str, typer.Argument(metavar="QUESTION")]
AfterOption = Annotated[
    list[str] | None,
    typer.Option("--after", metavar="QUESTION", help="What was asked before; oldest first."),
]
NoticesOption = Annotated[
    Path | None, typer.Option("--notices", metavar="FILE", help="The clinic's notices.")
]
LlmOption = Annotated[
    str | None,
    typer.Option("--llm", metavar="PROVIDER:MODEL", help="Summarise quotes (docs/llm.md)."),
]
LlmBaseUrlOption = Annotated[
    str | None, typer.Option("--llm-base-url", metavar="URL", help="Of the model’s server.")
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
        ChatModelError: If a language model was named and cannot be used.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    embedder = embedder or settings.embedder()
    book = load_notices(settings.notices)  # before the index, which may take minutes
    summariser = ready_summariser(settings, embedder)
    ensure_index(settings, embedder)
    safeguard = ready_safeguard(settings, embedder, book)
    live = LiveIndex(settings.corpus, settings.place(), embedder)
    return Bot(live, safeguard=safeguard, summariser=summariser)


def ready_summariser(settings: BotSettings, embedder: Embedder) -> "Summariser | None":
    """Return what phrases summaries, if a language model was named; it is not asked yet.

    Raises:
        ChatModelError: If the model's name, address or package is not usable.
    """
    if not settings.llm:
        return None
    # Imported here: without a model nobody need wait for it.
    from bot.llm.guards import Guards
    from bot.llm.summariser import Summariser, open_client

    client = open_client(settings.llm, settings.llm_base_url)
    return Summariser(client, Guards(embedder.encode_questions))


def ready_safeguard(settings: IndexSettings, embedder: Embedder, book: NoticeBook) -> Safeguard:
    """Return a detection that has learnt, with a progress bar on standard error.

    Raises:
        ModelError: If the embedding model cannot be used.
    """
    safeguard = Safeguard(embedder, book, settings.models)
    with progress_bar("Learning the notices’ examples") as progress:
        safeguard.warm_up(progress)
    return safeguard


def _bot(**options: object) -> Bot:
    return ready_bot(checked_settings(given(**options)))


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
    llm: LlmOption = None,
    llm_base_url: LlmBaseUrlOption = None,
) -> None:
    """Answer one question."""
    with plain_errors():
        bot = _bot(
            corpus=corpus,
            index=index,
            chroma=chroma,
            notices=notices,
            llm=llm,
            llm_base_url=llm_base_url,
        )
        bot.warm_up()
        started = time.perf_counter()
        answer = _explain(bot, question, language, after).answer
        took = time.perf_counter() - started
        summary = bot.summarise(answer)
    if as_json_line:
        typer.echo(_json(reply_to(question, answer, took, summary=summary).as_json()))
    else:
        typer.echo("\n".join(as_text(answer, summary, translations=translations)))


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
        bot = _bot(corpus=corpus, index=index, chroma=chroma, notices=notices)
        found = _explain(bot, question, language, after)
    typer.echo(f"language: {found.question.language}; searched by: {found.retrieved.path}")
    typer.echo("\n".join(how(found.retrieved, found.decision)))
    for part in found.parts:
        typer.echo(f"\npart: {part.question.text}")
        typer.echo("\n".join(how(part.retrieved, part.decision)))
    if found.followup:
        typer.echo(f"\nwith the question before: {found.followup.need.question.text}")
        typer.echo("\n".join(how(found.followup.need.retrieved, found.followup.need.decision)))
        taken = "taken" if found.followup.carried else "not taken"
        typer.echo(f"goes on from it: {found.followup.probability:.3f}, {taken}")
    typer.echo("")
    typer.echo("\n".join(as_text(found.answer)))


@cli.command()
def batch(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl")],
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS.jsonl")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
    notices: NoticesOption = None,
    llm: LlmOption = None,
    llm_base_url: LlmBaseUrlOption = None,
) -> None:
    """Answer a file of questions, one JSON object a line; exit code 3 if any line was bad."""
    try:
        lines = questions.read_bytes().split(b"\n")
    except OSError as error:
        typer.echo(f"quotewell: {questions}: cannot be read ({error.strerror}).", err=True)
        raise typer.Exit(ERROR) from None
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    with plain_errors():
        bot = _bot(
            corpus=corpus,
            index=index,
            chroma=chroma,
            notices=notices,
            llm=llm,
            llm_base_url=llm_base_url,
        )
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
            summary = bot.summarise(answer)
            yield reply_to(line.question, answer, took, line.id, summary).as_json()


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
