"""The chat, and every room's commands under one name.

    quotewell            serve the chat (the same as: python app.py)
    quotewell COMMAND    see --help

Building the index, if it is missing or stale, comes first, so that the page never opens
without something to answer from.
"""

from typing import Annotated

import typer

from bot.cli import cli as bot_cli
from bot.engine import Bot
from bot.settings import BotSettings
from corpus.cli import CorpusOption, given, plain_errors
from corpus.cli import cli as corpus_cli
from eval.cli import cli as eval_cli
from index.cli import IndexOption, ensure_index
from index.cli import cli as index_cli
from index.live import LiveIndex

cli = typer.Typer(
    help="Answers only from reviewed documents, in their own words.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.registered_commands += bot_cli.registered_commands
cli.add_typer(index_cli, name="index")
cli.add_typer(corpus_cli, name="corpus")
cli.add_typer(eval_cli, name="eval")


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Answers only from reviewed documents, in their own words."""
    if context.invoked_subcommand is None:
        chat()


@cli.command()
def chat(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port.")] = None,
) -> None:
    """Serve the chat."""
    with plain_errors():
        options = given(corpus=corpus, index=index, host=host, port=port)
        settings = BotSettings.model_validate(options)
        embedder = settings.embedder()
        ensure_index(settings, embedder)
        bot = Bot(LiveIndex(settings.corpus, settings.index, embedder))
        # Imported here: the other commands need not wait for Gradio.
        from bot.web.server import serve

        serve(bot, settings)


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
