"""The address of a Chroma server, checked before anything is sent there."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from index.errors import IndexServerError


@dataclass(frozen=True)
class ServerAddress:
    """Where a Chroma server listens.

    Attributes:
        scheme: ``http`` or ``https``.
        host: Name or address; an IPv6 address in brackets.
        port: TCP port, 1-65535.
    """

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """Return it as a URL."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> "ServerAddress":
        """Read ``http://HOST:PORT`` or ``https://HOST:PORT``.

        Raises:
            IndexServerError: If it is anything else. The text is repeated only when it cannot
                hold a password.
        """
        if "@" in text:
            msg = (
                "The Chroma server's address must not hold a user name or password: addresses "
                "end up in logs. Write http://HOST:PORT and let a private network or a proxy "
                "beside Quotewell do the authentication (docs/scale.md)."
            )
            raise IndexServerError(msg)
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        plain = parts.path in ("", "/") and not parts.query and not parts.fragment
        if parts.scheme not in ("http", "https") or not parts.hostname or not port or not plain:
            msg = (
                f"{text!r} is not the address of a Chroma server. Write http://HOST:PORT or "
                "https://HOST:PORT (--chroma, QUOTEWELL_CHROMA)."
            )
            raise IndexServerError(msg)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return cls(parts.scheme, host, port)
