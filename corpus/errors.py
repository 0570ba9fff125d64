"""The root of Quotewell's errors, and the branch of this room.

    QuotewellError
    ├── CorpusError
    │   ├── ManifestError     the manifest cannot be used; names file and line
    │   ├── DocumentError     a document cannot be used; names the file
    │   ├── BankError         the question bank cannot be used; names the file
    │   ├── TranslationError  a file of translations cannot be used; names the file
    │   ├── DraftError        drafts for the bank cannot be used; names the file
    │   └── AddError          a file cannot be added, or the corpus not be changed
    ├── IndexStoreError       (index.errors)
    └── BotError              (bot.errors)

Every message says what is wrong and what to do about it. None ever contains a
visitor's question: questions must not reach a log through an exception.
"""


class QuotewellError(Exception):
    """Anything Quotewell raises on purpose."""


class CorpusError(QuotewellError):
    """The corpus cannot be used as it stands."""


class ManifestError(CorpusError):
    """The manifest is missing, unreadable, or says something impossible."""


class DocumentError(CorpusError):
    """A document's file is missing, not UTF-8, or lacks what the manifest promises."""


class BankError(CorpusError):
    """A file of the question bank cannot be read, or says something impossible."""


class TranslationError(CorpusError):
    """A file of translations cannot be read, or says something impossible."""


class DraftError(CorpusError):
    """A file of drafts for the question bank cannot be read or written."""


class AddError(CorpusError):
    """A file cannot be added to the corpus, or a document not taken out; nothing changed."""
