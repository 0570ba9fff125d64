"""The chat, and every room's commands under one name.

    quotewell            serve the chat (the same as: python app.py)
    quotewell COMMAND    see --help

Building the index, if it is missing or stale, comes first, so that the page never opens
without something to answer from.
"""

from datetime import date
from typing import Annotated

import typer

from bot.cli import LlmBaseUrlOption, LlmOption, NoticesOption, ready_bot
from bot.cli import cli as bot_cli
from bot.settings import checked_settings
from corpus.adding.cli import cli as adding_cli
from corpus.cli import CorpusOption, given, plain_errors
from corpus.cli import cli as corpus_cli
from eval.bench.cli import cli as bench_cli
from eval.cli import cli as eval_cli
from index.cli import ChromaOption, IndexOption
from index.cli import cli as index_cli
from index.drafting.cli import cli as questions_cli

cli = typer.Typer(
    help="Answers only from reviewed documents, in their own words.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.registered_commands += bot_cli.registered_commands
corpus_cli.registered_commands += adding_cli.registered_commands
cli.add_typer(index_cli, name="index")
corpus_cli.add_typer(questions_cli, name="questions")
cli.add_typer(corpus_cli, name="corpus")
cli.add_typer(eval_cli, name="eval")
cli.add_typer(bench_cli, name="bench")


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Answers only from reviewed documents, in their own words."""
    if context.invoked_subcommand is None:
        chat()


@cli.command()
def chat(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    chroma: ChromaOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port.")] = None,
    kiosk: Annotated[
        bool, typer.Option("--kiosk", help="Serve a shared touch screen (docs/kiosk.md).")
    ] = False,
    language: Annotated[
        str | None, typer.Option(metavar="en|lv", help="Language of the start screen.")
    ] = None,
    notices: NoticesOption = None,
    unapproved_notices: Annotated[
        bool | None,
        typer.Option("--unapproved-notices", help="Kiosk: start with unapproved notices."),
    ] = None,
    idle_seconds: Annotated[
        int | None, typer.Option(help="Kiosk: without a touch this long, warn.")
    ] = None,
    warning_seconds: Annotated[
        int | None, typer.Option(help="Kiosk: how long to warn before clearing.")
    ] = None,
    screen_distance_cm: Annotated[
        float | None, typer.Option(help="Kiosk: from the eye to the screen.")
    ] = None,
    pixel_pitch_mm: Annotated[
        float | None, typer.Option(help="Kiosk: size of a CSS pixel on the screen.")
    ] = None,
    exit_to: Annotated[
        str | None, typer.Option(metavar="URL", help="Web: where “Exit this page” leads.")
    ] = None,
    operators: Annotated[
        str | None,
        typer.Option(metavar="CIDR,…", help="Networks that may read /metrics and /counts."),
    ] = None,
    rate_limit: Annotated[
        int | None, typer.Option(help="Questions a minute and client; 0 for any number.")
    ] = None,
    waiting: Annotated[
        int | None, typer.Option(help="Questions of the API that may wait for a worker.")
    ] = None,
    llm: LlmOption = None,
    llm_base_url: LlmBaseUrlOption = None,
) -> None:
    """Serve the chat."""
    options = given(
        corpus=corpus,
        index=index,
        chroma=chroma,
        host=host,
        port=port,
        profile="kiosk" if kiosk else None,
        language=language,
        notices=notices,
        unapproved_notices=unapproved_notices,
        idle_seconds=idle_seconds,
        warning_seconds=warning_seconds,
        screen_distance_cm=screen_distance_cm,
        pixel_pitch_mm=pixel_pitch_mm,
        exit_to=exit_to,
        operators=operators,
        rate_limit=rate_limit,
        waiting=waiting,
        llm=llm,
        llm_base_url=llm_base_url,
    )
    with plain_errors():
        settings = checked_settings(options)
        # Imported here: the other commands need not wait for Gradio.
        from bot.web.profile import profile_of

        profile = profile_of(settings, date.today())
        bot = ready_bot(settings)
        from bot.web.server import serve

        serve(bot, settings, profile)


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
