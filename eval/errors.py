"""What can go wrong with an evaluation. The root of the tree is in :mod:`corpus.errors`."""

from corpus.errors import QuotewellError


class EvalError(QuotewellError):
    """A question set, a run or a report cannot be used; says which, where and what to do."""
