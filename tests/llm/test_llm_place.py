"""What counts as this machine, and what a kiosk makes of the rest."""

import subprocess
import sys
from datetime import date

import pytest
from typer.testing import CliRunner

from app import cli
from bot.llm.place import Place, place_of
from bot.settings import BotSettings
from bot.web.profile import profile_of
from index.errors import ChatModelError
from tests.support import REPOSITORY

DAY = date(2026, 1, 1)

HERE = [
    ("openai:x", "http://127.0.0.1:8080/v1"),
    ("openai:x", "http://localhost:8080/v1"),
    ("openai:x", "http://[::1]:8080/v1"),
    ("openai:x", "http://127.9.9.9/v1"),
    ("ollama:llama3.1", None),
    ("ollama:llama3.1", "127.0.0.1:11434"),
]
ELSEWHERE = [
    ("openai:gpt", None, "api.openai.com"),
    ("openai:x", "http://10.0.0.1/v1", "10.0.0.1"),
    ("openai:x", "http://0.0.0.0:80/v1", "0.0.0.0"),  # noqa: S104 - nothing is bound
    ("openai:x", "http://127.0.0.1.example.com/v1", "127.0.0.1.example.com"),
    ("openai:x", "http://127.0.0.1@example.com/v1", "example.com"),
    ("openai:x", "http://localhost.example.com/v1", "localhost.example.com"),
    ("openai:x", "http://2130706433/v1", "2130706433"),
    ("openai:x", "http://my-own-machine:8080/v1", "my-own-machine"),
    ("ollama:x", "http://example.com:11434", "example.com"),
    ("ollama:gpt-oss:120b-cloud", None, "ollama.com"),
    ("ollama:gpt-oss:120b-Cloud", None, "ollama.com"),
    ("openai:gpt-oss:120b-cloud", "http://127.0.0.1:11434/v1", "ollama.com"),
    ("anthropic:claude", None, "anthropic"),
    # Nobody knows what another package makes of an address.
    ("groq:x", "http://127.0.0.1:1/v1", "127.0.0.1"),
]


@pytest.mark.parametrize(("name", "address"), HERE)
def test_this_machine(name: str, address: str | None) -> None:
    """A literal loopback address, or localhost; what is checked is what the package is told."""
    place = place_of(name, address, {})
    assert place.local
    assert place.base_url is not None
    assert profile_of(_kiosk(name, place.base_url), DAY).llm == name


@pytest.mark.parametrize(("name", "address", "host"), ELSEWHERE)
def test_elsewhere(name: str, address: str | None, host: str) -> None:
    """Anything else: a kiosk does not start, and says where the model is."""
    assert place_of(name, address, {}).host == host
    with pytest.raises(ChatModelError, match=f"is not on this machine but at {host}"):
        profile_of(_kiosk(name, address), DAY)


def _kiosk(name: str, address: str | None) -> BotSettings:
    return BotSettings(profile="kiosk", unapproved_notices=True, llm=name, llm_base_url=address)


@pytest.mark.parametrize(
    ("provider", "variable", "value", "expected"),
    [
        ("openai", "OPENAI_BASE_URL", "http://127.0.0.1:1/v1", True),
        ("openai", "OPENAI_API_BASE", "http://example.com/v1", False),
        ("ollama", "OLLAMA_HOST", "example.com", False),
        ("ollama", "OLLAMA_HOST", "127.0.0.1:5", True),
    ],
)
def test_the_providers_own_variables_count(
    provider: str, variable: str, value: str, *, expected: bool
) -> None:
    """They say where, unless --llm-base-url does."""
    found = place_of(f"{provider}:x", None, {variable: value})
    assert found.local is expected
    named = place_of(f"{provider}:x", "http://127.0.0.1:9", {variable: value})
    assert named == Place("http://127.0.0.1:9", "127.0.0.1", local=True)


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "ftp://127.0.0.1", "http://", "http://[::1"])
def test_a_bad_address_says_what_to_write(address: str) -> None:
    """The error names the option."""
    with pytest.raises(ChatModelError, match="--llm-base-url http://"):
        place_of("openai:x", address, {})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--llm", "llama"], "--llm 'llama' is not PROVIDER:NAME"),
        (["--llm", "mistralai:x"], "needs a package that is not installed"),
        (["--llm", "nobody:x"], "cannot be used"),
        (["--llm", "openai:x", "--llm-base-url", "here"], "--llm-base-url http://127.0.0.1"),
    ],
)
def test_a_model_that_cannot_be_used_is_one_line(options: list[str], said: str) -> None:
    """The commands end with what to do, before any question is asked."""
    found = CliRunner().invoke(cli, ["ask", "Does it hurt?", *options])
    assert found.exit_code == 1
    assert said in found.stderr
    assert found.stderr.count("\n") == 1


def test_without_a_model_nothing_of_it_is_imported() -> None:
    """Neither the client nor LangChain's chat models cost who does not use them."""
    code = (
        "import sys, app, bot.web.server, bot.cli; "
        "print([n for n in sys.modules if n in ('bot.llm.client', 'bot.llm.guards', "
        "'langchain.chat_models', 'langchain_openai', 'openai')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
