"""Settings of the running chat."""

from typing import Annotated

from pydantic import Field

from index.settings import IndexSettings


class BotSettings(IndexSettings):
    """Where the chat is served.

    Attributes:
        host: Address to listen on; the default is reachable from this machine only.
        port: TCP port.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 7860
