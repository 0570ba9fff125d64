"""Settings of the running chat."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_settings import NoDecode

from bot.errors import BotError
from bot.safeguarding.notices import FILE as NOTICES
from index.settings import IndexSettings

Network = IPv4Network | IPv6Network

THIS_MACHINE: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def _listed(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


class BotSettings(IndexSettings):
    """Where the chat is served, and as what.

    Attributes:
        host: Address to listen on; the default is reachable from this machine only.
        port: TCP port.
        profile: ``web`` for visitors' own devices, ``kiosk`` for a shared touch screen.
        language: Language of the start screen; each visitor's browser's when None.
        notices: File with the clinic's notices.
        unapproved_notices: Start a kiosk with texts no clinician has approved yet.
        idle_seconds: Kiosk: without a touch for this long, a warning appears.
        warning_seconds: Kiosk: how long the warning stays before everything is cleared.
        exit_to: Web: where "Exit this page" leads.
        screen_distance_cm: Kiosk: from the eye to the screen.
        pixel_pitch_mm: Kiosk: size of one CSS pixel on that screen.
        operators: Networks whose addresses may read ``/metrics`` and ``/counts``; as text,
            with commas between.
        rate_limit: Questions a minute and client; 0 for any number. When None, 60, and any
            number on a kiosk, where one address is everybody.
        waiting: Questions of the API that may wait while all workers are busy.
        llm: ``PROVIDER:MODEL`` of the language model that summarises quotes; none when None.
        llm_base_url: Of its server; the provider's own when None.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 7860
    profile: Literal["web", "kiosk"] = "web"
    language: Literal["en", "lv"] | None = None
    notices: Path = NOTICES
    unapproved_notices: bool = False
    idle_seconds: Annotated[int, Field(ge=10, le=3600)] = 90
    # WCAG 2.2.1 asks for at least 20 seconds.
    warning_seconds: Annotated[int, Field(ge=20, le=300)] = 30
    exit_to: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")] = (
        "https://www.bbc.co.uk/weather"
    )
    screen_distance_cm: Annotated[float, Field(ge=20, le=300)] = 60
    pixel_pitch_mm: Annotated[float, Field(ge=0.05, le=1)] = 0.248
    operators: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_listed)] = THIS_MACHINE
    rate_limit: Annotated[int, Field(ge=0, le=100_000)] | None = None
    waiting: Annotated[int, Field(ge=0, le=100_000)] = 128
    llm: str | None = None
    llm_base_url: str | None = None


class SettingError(BotError):
    """An option or a variable of the environment has a value that makes no sense."""


def checked_settings(options: Mapping[str, object]) -> BotSettings:
    """Return the environment's settings with ``options`` on top.

    Raises:
        SettingError: Naming the setting and what it may be.
    """
    try:
        return BotSettings.model_validate(dict(options))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        msg = (
            f"--{name.replace('_', '-')} (QUOTEWELL_{name.upper()}): {first['msg'].lower()}, "
            f"not {first['input']!r}."
        )
        raise SettingError(msg) from None
