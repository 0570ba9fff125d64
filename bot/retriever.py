"""The bot as a retriever in somebody else's LangChain chain.

It retrieves what the bot would quote, and nothing where the bot would refuse, so a chain built
on it has the bot's decision. What the chain makes of the quotes is no longer the bot's: whoever
shows words as the documents' shows ``page_content`` unchanged.
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from bot.engine import Bot
from index.passages import SECTION_SEPARATOR


class QuoteRetriever(BaseRetriever):
    """Finds the quotes that answer a question.

    Attributes:
        bot: Who answers.
        language: ISO 639-1 code of the questions; detected when None.
    """

    bot: Bot
    language: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        """Return the quotes, best first; none when the documents do not answer.

        Raises:
            QuestionError: If the query cannot be asked.
            CorpusError, IndexStoreError: If the documents or the index cannot be used.
        """
        answer = self.bot.ask(query, self.language)
        return [
            Document(
                page_content=quote.verified_text(),
                metadata={
                    "document": quote.document,
                    "title": quote.source.title,
                    "publisher": quote.source.publisher,
                    "section": SECTION_SEPARATOR.join(quote.section),
                    "language": quote.language,
                    "start": quote.start,
                    "end": quote.end,
                    "published": quote.source.published and quote.source.published.isoformat(),
                    "url": quote.source.url,
                    "licence": quote.source.licence,
                    "confidence": answer.confidence,
                },
            )
            for quote in answer.quotes
        ]
