"""What can go wrong with the index.

IndexStoreError
├── IndexMissingError   nothing is built yet
├── IndexStaleError     built from other documents, settings or versions
├── IndexDamagedError   its files are not the ones that were written
├── IndexBusyError      another process is building it
├── IndexServerError    the Chroma server cannot be reached or used
├── IndexGoneError      the version that is open was removed from the server
└── ModelError          the embedding model cannot be used, or a text is too long for it
ChatModelError          the chat model that drafts questions cannot be used (index.drafting)

The root of the tree is in :mod:`corpus.errors`.
"""

from corpus.errors import QuotewellError


class IndexStoreError(QuotewellError):
    """The index cannot be used or built."""


class IndexMissingError(IndexStoreError):
    """There is no index yet."""


class IndexStaleError(IndexStoreError):
    """The index does not belong to the corpus and settings at hand."""


class IndexDamagedError(IndexStoreError):
    """Files of the index are missing or changed."""


class IndexBusyError(IndexStoreError):
    """Another process holds the builder's lock."""


class IndexServerError(IndexStoreError):
    """The Chroma server does not answer, or not as one does, or its address makes no sense."""


class IndexGoneError(IndexStoreError):
    """The version that is open was removed from the server; opening anew helps."""


class ModelError(IndexStoreError):
    """The embedding model cannot be loaded, or cannot take a text."""


class ChatModelError(QuotewellError):
    """The chat model an editor named is not there, does not answer, or not in time."""
