"""Where things are. Each room adds its own settings to those of the rooms inside it.

Every setting is an environment variable ``QUOTEWELL_<NAME>``; the command line's options
take precedence.
"""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class CorpusSettings(BaseSettings):
    """Settings of this room.

    Attributes:
        corpus: Directory with ``manifest.toml``.
    """

    model_config = SettingsConfigDict(env_prefix="QUOTEWELL_", extra="ignore")

    corpus: Path = ROOT / "corpus"
