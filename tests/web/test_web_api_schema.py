"""The API keeps what its own description promises: schemathesis reads it and tries."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from bot.safeguarding.notices import load_notices
from bot.web.profile import Profile
from corpus import Corpus
from tests.web.fake_bot import FakeBot
from tests.web.made import made_app

# Not positive_data_acceptance: a question of spaces alone is as described, and refused.
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)


@pytest.fixture(scope="module")
def described(shipped: Corpus) -> schemathesis.BaseSchema:
    """The description, read from the application."""
    app = made_app(FakeBot(shipped), Profile(load_notices()))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


TRIES = settings(
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [
        ("POST", "/ask", POSITIVE),
        ("POST", "/ask", NEGATIVE),
        ("POST", "/ask/stream", POSITIVE),
        ("POST", "/ask/stream", NEGATIVE),
        # Nothing that these are sent can be malformed.
        ("GET", "/documents", POSITIVE),
        ("GET", "/documents/{id}", POSITIVE),
    ],
)
def test_api_is_as_described(
    described: schemathesis.BaseSchema, method: str, path: str, mode: GenerationMode
) -> None:
    """Whatever is sent, the answer is one the description has, in the shape it says."""
    operation = described[path][method]

    # Not by the library's own parametrizing, which this version of pytest breaks.
    @TRIES
    @given(operation.as_strategy(generation_mode=mode))
    def tried(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=list(CHECKS))

    tried()


def test_every_operation_is_tried(described: schemathesis.BaseSchema) -> None:
    """The list above is the description's."""
    assert sum(1 for _ in described.get_all_operations()) == 4
