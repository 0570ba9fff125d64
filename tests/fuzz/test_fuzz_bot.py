"""Notices, example messages, batch lines, options and the command line."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fuzz_support import DEEP, JSON, ODD_TEXT, broken, ours, reshaped, toml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import bot.cli
from bot.cli import cli
from bot.engine import Bot
from bot.safeguarding.examples import load_examples
from bot.safeguarding.notices import CATEGORIES, load_notices
from bot.settings import BotSettings, checked_settings
from corpus import Corpus
from index.live import LiveIndex
from tests.support import FakeEmbedder

WORDING = {"en": "Call us.", "lv": "Zvaniet mums."}
NOTICES: dict[str, Any] = {
    "approved_by": "A doctor",
    "review_by": "2099-01-01",
    "line": {"web": WORDING, "kiosk": WORDING},
    **dict.fromkeys(("here", "otherwise", *CATEGORIES), WORDING),
}
EXAMPLE = {"message": "help", "language": "en", "categories": ["medical"]}
LINE = {"id": 1, "question": "May I use hot water?", "language": "en", "conversation": "a"}


@pytest.fixture(scope="module")
def small_bot(pristine: tuple[Corpus, Path]) -> Bot:
    """A bot on two short documents."""
    return Bot(LiveIndex(pristine[0].directory, pristine[1], FakeEmbedder()))


@pytest.fixture(scope="module")
def runner(small_bot: Bot) -> Iterator[CliRunner]:
    """Runs the bot's commands with that bot."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.cli, "ready_bot", lambda settings: small_bot)
        yield CliRunner()


@given(st.one_of(broken(toml(NOTICES).encode()), reshaped(NOTICES).map(lambda v: toml(v).encode())))
def test_notices(place: Path, data: bytes) -> None:
    """A book with words for every category in both languages, or an error of our own."""
    path = place / "notices.toml"
    path.write_bytes(data)
    book = ours(lambda: load_notices(path))
    if book is not None:
        book.refusal(date(2030, 1, 1), unapproved=False)
        for category in CATEGORIES:
            assert book.notice(category, "en").text.strip()
            assert book.notice(category, "lv").text.strip()


def test_notices_as_they_are(place: Path) -> None:
    """What the test above breaks is whole before."""
    path = place / "notices.toml"
    path.write_text(toml(NOTICES), encoding="utf-8")
    assert load_notices(path).approved


@given(
    st.one_of(
        broken(json.dumps(EXAMPLE).encode()),
        reshaped(EXAMPLE).map(lambda value: json.dumps(value).encode()),
    )
)
def test_examples(place: Path, data: bytes) -> None:
    """Rows of messages and categories, or an error of our own."""
    (place / "examples").mkdir(exist_ok=True)
    (place / "examples" / "en.jsonl").write_bytes(data)
    examples = ours(lambda: load_examples(place / "examples"))
    if examples is not None:
        assert all(text.strip() and c in (None, *CATEGORIES) for text, c in examples)


@pytest.mark.parametrize("text", DEEP)
def test_deep_nesting(place: Path, text: str) -> None:
    """More brackets than a parser can hold."""
    (place / "deep").mkdir(exist_ok=True)
    (place / "deep" / "en.jsonl").write_text(text, encoding="utf-8")
    assert ours(lambda: load_examples(place / "deep")) is None
    (place / "deep.toml").write_text(text, encoding="utf-8")
    assert ours(lambda: load_notices(place / "deep.toml")) is None


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            broken(json.dumps(LINE).encode()),
            reshaped(LINE).map(lambda value: json.dumps(value).encode()),
        ),
        max_size=4,
    )
)
def test_batch_lines(place: Path, runner: CliRunner, lines: list[bytes]) -> None:
    """Every line that is not empty is answered by one line: an answer or what is wrong with it."""
    (place / "in.jsonl").write_bytes(b"\n".join(lines))
    result = runner.invoke(cli, ["batch", str(place / "in.jsonl"), str(place / "out.jsonl")])
    assert result.exit_code in (0, 3), result.output
    rows = [json.loads(row) for row in (place / "out.jsonl").read_bytes().split(b"\n") if row]
    assert len(rows) == sum(bool(one.strip()) for line in lines for one in line.split(b"\n"))
    assert result.exit_code == (3 if any("error" in row for row in rows) else 0)


@pytest.mark.parametrize("text", ['{"id": 1' + "0" * 5000 + ', "question": "x"}', *DEEP[:2]])
def test_batch_line_out_of_bounds(place: Path, runner: CliRunner, text: str) -> None:
    """Numbers and nesting beyond what Python writes are a bad line, no traceback."""
    (place / "in.jsonl").write_text(text, encoding="utf-8")
    result = runner.invoke(cli, ["batch", str(place / "in.jsonl"), str(place / "out.jsonl")])
    assert result.exit_code == 3, result.output


ARGUMENT = st.one_of(
    ODD_TEXT,
    st.sampled_from(["--json", "--language", "lv", "--after", "--", "-h", "--help", "\udcff"]),
)


@settings(max_examples=60)
@given(st.sampled_from(["ask", "explain", "batch", "x"]), st.lists(ARGUMENT, max_size=4))
def test_command_line(runner: CliRunner, command: str, arguments: list[str]) -> None:
    """Answered, refused in words, or wrong usage; never a traceback."""
    # The system itself refuses NUL in an argument.
    given = [one.replace("\0", "") for one in arguments]
    if command == "batch" and len(given) > 1:
        given = given[:1]  # a second one would be a file to write
    result = runner.invoke(cli, [command, *given])
    assert result.exit_code in (0, 1, 2), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output


NAMES = tuple(BotSettings.model_fields)


@given(st.dictionaries(st.sampled_from(NAMES), JSON | st.integers(0, 99999).map(str), max_size=3))
def test_options(options: dict[str, object]) -> None:
    """Settings in their bounds, or an error of our own that names the option."""
    found = ours(lambda: checked_settings(options))
    if found is not None:
        assert 1 <= found.port <= 65535
        assert found.warning_seconds >= 20
        assert 20 <= found.screen_distance_cm <= 300
