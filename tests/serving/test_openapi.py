"""The servers keep what their OpenAPI documents promise, for made-up requests: no 5xx, no answer that breaks the schema."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
import schemathesis
from conftest import Server
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PROMISED = {
    "fastapi": {"POST /v1/predict", "GET /readyz"},
    "queue": {"POST /v1/jobs", "GET /v1/jobs/{id}", "GET /v1/queue"},
}
EXAMPLES = 40
"""Requests of each operation."""


@pytest.mark.parametrize("name", ["fastapi", "queue"])
def test_made_up_requests_get_only_promised_answers(request: pytest.FixtureRequest, name: str) -> None:
    server: Server = request.getfixturevalue(name)
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    operations = [operation.ok() for operation in schema.get_all_operations()]
    assert {operation.label for operation in operations} >= PROMISED[name]
    for operation in operations:
        given(case=operation.as_strategy())(checked(server))()
    assert httpx.get(f"{server.url}/readyz", timeout=30).status_code == 200


def checked(server: Server) -> Callable[[schemathesis.Case], None]:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=server.url, checks=CHECKS, timeout=30)

    return run
