"""A directory for each module, since hypothesis runs one test function many times."""

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory whose files every example writes anew."""
    return tmp_path_factory.mktemp("fuzz")
