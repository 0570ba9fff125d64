"""Where a chat model is: on this machine, or on one that the visitor has to know of.

Only an address that cannot be anywhere else counts as this machine: a literal loopback
address, or ``localhost``. No name is looked up, since what it stands for may change. What is
found here is also what the provider's package is told, so that its own variables cannot
send a question elsewhere afterwards.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

import httpx

from index.errors import ChatModelError

_ADDRESSES = {"openai": "https://api.openai.com/v1", "ollama": "http://127.0.0.1:11434"}
"""Where a provider's package asks when it is told nothing; of others nothing is known."""

_VARIABLES = {"openai": ("OPENAI_API_BASE", "OPENAI_BASE_URL"), "ollama": ("OLLAMA_HOST",)}
_OLLAMA_PORT = 11434
_OLLAMA_CLOUD = "ollama.com"


@dataclass(frozen=True)
class Place:
    """Where a chat model is.

    Attributes:
        base_url: Of its server; None for a provider whose address only its package knows.
        host: The server's name or address, or the provider's name, to be told to visitors.
        local: Whether nothing leaves this machine on the way to it.
    """

    base_url: str | None
    host: str
    local: bool


def place_of(
    name: str, base_url: str | None = None, environment: Mapping[str, str] = os.environ
) -> Place:
    """Return where the model ``PROVIDER:MODEL`` is.

    Args:
        name: As the operator wrote it.
        base_url: Likewise; from the provider's own variables when None.
        environment: Where those are looked for.

    Raises:
        ChatModelError: If the address is none.
    """
    provider, _, model = name.partition(":")
    address = base_url or next(
        (environment[key] for key in _VARIABLES.get(provider, ()) if environment.get(key)),
        _ADDRESSES.get(provider),
    )
    if address is None:
        return Place(None, provider, local=False)
    url = _parsed(address, provider)
    # Ollama's own server passes these on, also to those who speak to it as to OpenAI's.
    if model.lower().endswith(("-cloud", ":cloud")):
        return Place(str(url), _OLLAMA_CLOUD, local=False)
    # What another provider's package makes of an address is not known.
    known = provider in _ADDRESSES
    return Place(str(url), url.host, local=known and is_this_machine(url.host))


def is_this_machine(host: str) -> bool:
    """Tell whether ``host`` can be no other machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parsed(address: str, provider: str) -> httpx.URL:
    """Read an address as the packages' own HTTP client does."""
    bare = provider == "ollama" and "://" not in address
    try:
        url = httpx.URL(f"http://{address}" if bare else address)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        msg = (
            f"The chat model’s address {address!r} is none. Say, for instance, "
            "--llm-base-url http://127.0.0.1:8080/v1 (QUOTEWELL_LLM_BASE_URL)."
        )
        raise ChatModelError(msg)
    if bare and url.port is None:
        url = url.copy_with(port=_OLLAMA_PORT)
    return url
