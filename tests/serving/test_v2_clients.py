"""The official client (tritonclient) against every server that claims the Open Inference Protocol."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest
import tritonclient.grpc
import tritonclient.http
from conftest import Server
from tritonclient.utils import InferenceServerException

MODEL = "spam"
TEXTS = ["hello", "Claim your FREE prize now!!!", "Zażółć gęślą jaźń ✓ 👋", "", "word " * 5000]

SERVERS = ["triton", "kserve"]


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["http", "grpc"])
def client(request: pytest.FixtureRequest, server: Server) -> Iterator[Any]:
    module = {"http": tritonclient.http, "grpc": tritonclient.grpc}[request.param]
    port = {"http": server.ports.http, "grpc": server.ports.grpc}[request.param]
    # Closed again: Triton waits for idle connections when it stops.
    with module.InferenceServerClient(f"{server.host}:{port}") as made:
        made.module = module
        yield made


@pytest.fixture(scope="session")
def expected(fastapi: Server) -> list[dict[str, Any]]:
    """What the FastAPI server says of each text."""
    answer = httpx.post(f"{fastapi.url}/v1/predict", json={"texts": TEXTS}, timeout=30).json()
    predictions: list[dict[str, Any]] = answer["predictions"]
    return predictions


def text_input(module: Any, texts: list[str], **options: bool) -> Any:  # noqa: ANN401
    tensor = module.InferInput("text", [len(texts), 1], "BYTES")
    tensor.set_data_from_numpy(np.array([[text.encode()] for text in texts], dtype=np.object_), **options)
    return tensor


def check(answer: Any, expected: list[dict[str, Any]]) -> None:  # noqa: ANN401
    probabilities = answer.as_numpy("probability").ravel()
    assert probabilities.dtype == np.float32
    assert probabilities == pytest.approx([one["probability"] for one in expected], abs=1e-4)
    # The client gives text for JSON and bytes for binary tensors.
    labels = [label.decode() if isinstance(label, bytes) else label for label in answer.as_numpy("label").ravel()]
    assert labels == [one["label"] for one in expected]
    assert answer.as_numpy("truncated").ravel().tolist() == [one["truncated"] for one in expected]


def test_it_is_ready_and_describes_its_model(client: Any) -> None:  # noqa: ANN401
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready(MODEL)
    options = {"as_json": True} if client.module is tritonclient.grpc else {}
    metadata = client.get_model_metadata(MODEL, **options)
    assert [(one["name"], one["datatype"]) for one in metadata["inputs"]] == [("text", "BYTES")]
    assert [one["name"] for one in metadata["outputs"]] == ["probability", "label", "truncated"]


def test_it_answers_as_the_fastapi_server_does(client: Any, expected: list[dict[str, Any]]) -> None:  # noqa: ANN401
    # No id is sent: the protocol lets clients leave it out.
    check(client.infer(MODEL, [text_input(client.module, TEXTS)]), expected)


@pytest.mark.parametrize("binary_input", [True, False])
@pytest.mark.parametrize("binary_output", [True, False])
def test_tensors_may_be_binary_or_json(
    server: Server, expected: list[dict[str, Any]], binary_input: bool, binary_output: bool
) -> None:
    module = tritonclient.http
    outputs = [module.InferRequestedOutput(name, binary_data=binary_output) for name in ("probability", "label", "truncated")]
    tensor = text_input(module, TEXTS, binary_data=binary_input)
    with module.InferenceServerClient(f"{server.host}:{server.ports.http}") as client:
        check(client.infer(MODEL, [tensor], outputs=outputs, request_id="42"), expected)


def test_the_id_comes_back_and_only_the_wanted_output(client: Any) -> None:  # noqa: ANN401
    outputs = [client.module.InferRequestedOutput("probability")]
    answer = client.infer(MODEL, [text_input(client.module, ["hello"])], outputs=outputs, request_id="a-1")
    response = answer.get_response()
    assert (response["id"] if isinstance(response, dict) else response.id) == "a-1"
    assert answer.as_numpy("probability").shape == (1, 1)
    assert answer.as_numpy("label") is None


def unknown_output(module: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"inputs": [text_input(module, ["a"])], "outputs": [module.InferRequestedOutput("eggs")]}


def broken_text(module: Any) -> dict[str, Any]:  # noqa: ANN401
    tensor = module.InferInput("text", [1, 1], "BYTES")
    tensor.set_data_from_numpy(np.array([[b"\xff\xfe"]], dtype=np.object_))
    return {"inputs": [tensor]}


def too_many(module: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"inputs": [text_input(module, ["a"] * 33)]}


@pytest.mark.parametrize("wrong", [unknown_output, broken_text, too_many])
def test_a_wrong_request_is_the_client_s_fault_and_the_next_one_works(
    client: Any,  # noqa: ANN401
    wrong: Callable[[Any], dict[str, Any]],
) -> None:
    with pytest.raises(InferenceServerException) as raised:
        client.infer(MODEL, **wrong(client.module))
    assert raised.value.status() in ("400", "StatusCode.INVALID_ARGUMENT")
    assert client.infer(MODEL, [text_input(client.module, ["a"])]).as_numpy("label").shape == (1, 1)


def test_plain_json_without_id_or_content_type_is_understood(server: Server) -> None:
    body = b'{"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1, 1], "data": ["hello"]}]}'
    answer = httpx.post(f"{server.url}/v2/models/{MODEL}/infer", content=body, timeout=30)
    assert answer.status_code == 200
    assert {one["name"] for one in answer.json()["outputs"]} == {"probability", "label", "truncated"}


def test_v1_of_kserve_answers_the_same(kserve: Server, expected: list[dict[str, Any]]) -> None:
    answer = httpx.post(f"{kserve.url}/v1/models/{MODEL}:predict", json={"instances": TEXTS}, timeout=30).json()
    assert [one["label"] for one in answer["predictions"]] == [one["label"] for one in expected]
    assert [one["probability"] for one in answer["predictions"]] == pytest.approx(
        [one["probability"] for one in expected], abs=1e-4
    )


@pytest.mark.parametrize("body", [{}, {"instances": []}, {"instances": [1]}, {"instances": "a"}, [1], {"instances": ["a"] * 33}])
def test_a_wrong_v1_body_is_refused(kserve: Server, body: object) -> None:
    assert httpx.post(f"{kserve.url}/v1/models/{MODEL}:predict", json=body, timeout=30).status_code == 400


@pytest.mark.parametrize(("name", "port"), [("triton", "metrics"), ("kserve", "http")])
def test_metrics_tell_the_artifact_and_what_the_server_uses(request: pytest.FixtureRequest, name: str, port: str) -> None:
    server: Server = request.getfixturevalue(name)
    text = httpx.get(f"http://{server.host}:{getattr(server.ports, port)}/metrics", timeout=30).text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(values["process_cpu_seconds_total"]) > 0.5
    assert float(values["process_resident_memory_bytes"]) > 5e7
    assert 'name="minilm-spam"' in next(key for key in values if key.startswith("lab_model_info"))


def counts(triton: Server) -> dict[str, float]:
    """Requests answered and inference calls made, from Triton's own counters."""
    text = httpx.get(f"http://{triton.host}:{triton.ports.metrics}/metrics", timeout=30).text
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("nv_inference_")]
    return {key.partition("{")[0]: float(value) for key, value in lines}


def test_triton_puts_requests_that_wait_into_one_inference_call(triton: Server) -> None:
    requests, before = 24, counts(triton)
    with tritonclient.grpc.InferenceServerClient(f"{triton.host}:{triton.ports.grpc}") as client:
        for _ in range(requests):
            client.async_infer(MODEL, [text_input(tritonclient.grpc, [TEXTS[4]])], callback=lambda *_: None)
        deadline = time.monotonic() + 60
        while counts(triton)["nv_inference_count"] - before["nv_inference_count"] < requests and time.monotonic() < deadline:
            time.sleep(0.05)
    after = counts(triton)
    assert after["nv_inference_count"] - before["nv_inference_count"] == requests
    assert after["nv_inference_exec_count"] - before["nv_inference_exec_count"] <= requests / 2


@pytest.mark.parametrize("name", SERVERS)
def test_after_sigterm_what_is_under_way_is_answered(request: pytest.FixtureRequest, name: str) -> None:
    """The last test of this file: it stops the servers."""
    server: Server = request.getfixturevalue(name)
    module = tritonclient.grpc
    client = module.InferenceServerClient(f"{server.host}:{server.ports.grpc}")
    answers: list[Any] = []
    for _ in range(4):
        client.async_infer(
            MODEL, [text_input(module, TEXTS)], callback=lambda result, error: answers.append(error or result), client_timeout=60
        )
    client.infer(MODEL, [text_input(module, ["on its way"])])
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0
    client.close()
    assert [type(answer).__name__ for answer in answers] == ["InferResult"] * 4
