"""ONNX Runtime tells nobody that it runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY


def files_after(code: str, home: Path) -> list[Path]:
    """Run ``code`` with a home of its own and return the files it left there."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "XDG_"))}
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env=environment | {"HOME": str(home)},
        check=True,
        timeout=120,
    )
    return [path for path in home.rglob("*") if path.is_file()]


def test_nothing_of_telemetry_is_left(tmp_path: Path) -> None:
    """Neither an identifier of the machine nor a store of events."""
    assert files_after("import index, onnxruntime", tmp_path) == []


def test_it_would_be(tmp_path: Path) -> None:
    """The test above is not blind: without the package's word there is something."""
    if not files_after("import onnxruntime", tmp_path):
        pytest.skip("this build of ONNX Runtime reports nothing")
