"""Put a model that takes a while to convert in place: once, whole or not at all."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from index.errors import ModelError

_WORK = ".converting-"


def converted(models: Path, name: str, write: Callable[[Path], None]) -> Path:
    """Return the directory ``name`` under ``models``, made by ``write`` at the first call.

    Args:
        models: Directory for converted models; made if missing.
        name: Names everything the result depends on.
        write: Writes into an empty directory and checks what it wrote.

    Raises:
        ModelError: If the disk is full or cannot be written, or ``write`` raises it.
    """
    target = models / name
    if target.is_dir():
        return target
    try:
        models.mkdir(parents=True, exist_ok=True)
        with FileLock(models / "convert.lock"):
            if not target.is_dir():
                for left in models.glob(f"{_WORK}*"):  # by a process that was killed
                    shutil.rmtree(left, ignore_errors=True)
                _convert(target, write)
    except OSError as error:
        msg = f"Cannot write the embedding model to {models} ({error.strerror}); it takes 0.3 GB."
        raise ModelError(msg) from error
    return target


def _convert(target: Path, write: Callable[[Path], None]) -> None:
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=target.parent))
    try:
        write(work)
        work.replace(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
