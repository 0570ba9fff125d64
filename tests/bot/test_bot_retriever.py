"""The retriever for other people's chains, and the example that uses it."""

import runpy

import pytest

from bot.errors import QuestionError
from bot.retriever import QuoteRetriever
from corpus import Corpus
from tests.support import REPOSITORY
from tests.web.fake_bot import FakeBot


@pytest.fixture
def retriever(shipped: Corpus) -> QuoteRetriever:
    """The retriever over a bot that answers from the shipped documents at once."""
    return QuoteRetriever(bot=FakeBot(shipped))


def test_retrieves_what_the_bot_quotes(retriever: QuoteRetriever, shipped: Corpus) -> None:
    """Each document is a quote, to the character, with where it stands."""
    found = retriever.invoke("bleed")
    assert [one.page_content for one in found] == [
        q.text for q in retriever.bot.ask("bleed").quotes
    ]
    for one in found:
        source = shipped[one.metadata["document"]]
        assert source.text[one.metadata["start"] : one.metadata["end"]] == one.page_content
        assert one.metadata["title"] == source.title
        assert one.metadata["url"] == source.url


def test_retrieves_nothing_where_the_bot_refuses(retriever: QuoteRetriever) -> None:
    """A refusal is no passage; a question that cannot be asked is an error."""
    assert retriever.invoke("capital") == []
    with pytest.raises(QuestionError):
        retriever.invoke("")


def test_example_runs(retriever: QuoteRetriever) -> None:
    """The chain in docs/examples quotes, and says so where there is nothing to quote."""
    example = runpy.run_path(str(REPOSITORY / "docs" / "examples" / "langchain_chain.py"))
    chain = example["chain_of"](retriever)
    said = chain.invoke("bleed")
    assert said.startswith("bleed\n“")
    assert all(quote.text in said for quote in retriever.bot.ask("bleed").quotes)
    assert chain.invoke("capital") == f"capital\n{example['NOTHING']}"
