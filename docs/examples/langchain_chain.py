"""Quotewell's retriever in a LangChain (LCEL) chain of your own.

``python docs/examples/langchain_chain.py "How much bleeding is normal?"``, from the
repository's root. The last step stands where your model would: here it only lays the quotes
out, since nothing else may be said in the documents' name.
"""

import sys

from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from bot.cli import ready_bot
from bot.retriever import QuoteRetriever
from bot.settings import BotSettings

NOTHING = "The documents do not answer this question."


def quoted(found: list[Document]) -> str:
    """Return each quote with its source."""
    lines = [f"“{one.page_content}” — {one.metadata['title']}" for one in found]
    return "\n".join(lines) or NOTHING


def chain_of(retriever: QuoteRetriever) -> Runnable[str, str]:
    """Return a chain from a question to what is shown."""
    facts = {"quotes": retriever | RunnableLambda(quoted), "question": RunnablePassthrough()}
    return facts | RunnableLambda(lambda known: f"{known['question']}\n{known['quotes']}")


if __name__ == "__main__":
    chain = chain_of(QuoteRetriever(bot=ready_bot(BotSettings())))
    sys.stdout.write(chain.invoke(sys.argv[1]) + "\n")
