from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import httpx
import pytest
from fastapi import Request
from served import client_of, serving_with
from tiny_model import expected_probability

from lab_fastapi.app import create_app
from lab_fastapi.body import BodyReader
from lab_fastapi.errors import ApiError
from lab_fastapi.serving import Serving
from lab_inference.model import Prediction

CLS, SEP, HELLO, FREE, MONEY = 2, 3, 4, 30, 40


def ask(serving: Serving, use: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]) -> httpx.Response:
    async def run() -> httpx.Response:
        await serving.load()
        async with client_of(serving) as client:
            return await use(client)

    return asyncio.run(run())


def predict(serving: Serving, **body: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    answer = ask(serving, lambda client: client.post("/v1/predict", json=body))
    assert answer.status_code == 200, answer.text
    predictions: list[dict[str, Any]] = answer.json()["predictions"]
    return predictions


def test_one_text_gets_one_prediction_with_the_label_at_the_threshold(serving: Serving) -> None:
    (prediction,) = predict(serving, text="Free money")
    assert prediction == {
        "label": "spam",
        "probability": pytest.approx(expected_probability([CLS, FREE, MONEY, SEP]), abs=1e-6),
        "truncated": False,
    }


def test_predictions_keep_the_order_of_the_texts_and_padding_changes_none(serving: Serving) -> None:
    texts = ["hello", "free money free money", "", "hello hello"]
    together = predict(serving, texts=texts)
    assert together == [predict(serving, text=text)[0] for text in texts]
    assert [each["label"] for each in together] == ["ham", "spam", "ham", "ham"]


def test_a_text_of_more_tokens_than_the_model_reads_keeps_its_beginning_and_says_so(serving: Serving) -> None:
    (prediction,) = predict(serving, text="free hello hello hello money money money")
    assert prediction["truncated"]
    assert prediction["probability"] == pytest.approx(expected_probability([CLS, FREE, HELLO, HELLO, HELLO, SEP]), abs=1e-6)


def test_a_text_that_the_rule_cuts_counts_as_truncated_even_when_few_tokens_are_left(serving: Serving) -> None:
    (prediction,) = predict(serving, text="hello" + " " * 200)
    assert prediction["truncated"]
    assert prediction["probability"] == pytest.approx(expected_probability([CLS, HELLO, SEP]), abs=1e-6)


def test_the_text_rule_of_the_manifest_is_applied(serving: Serving) -> None:
    assert predict(serving, text="free\U0001f642money") == predict(serving, text="free money")
    assert predict(serving, text="hello<b>hello") == predict(serving, text="hello b hello")


def test_the_answer_names_the_model(serving: Serving) -> None:
    answer = ask(serving, lambda client: client.post("/v1/predict", json={"text": "hello"}))
    assert answer.json()["model"] == {"name": "tiny", "variant": "fp32", "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"", ""),
        (b"{", ""),
        (b"[]", ""),
        (b"{}", ""),
        (b'{"text":"a","texts":["b"]}', ""),
        (b'{"text":1}', "text"),
        (b'{"text":null}', "text"),
        (b'{"texts":[]}', "texts"),
        (b'{"texts":"a"}', "texts"),
        (b'{"texts":["a",5]}', "texts.1"),
        (b'{"text":"a","lang":"en"}', "lang"),
        (b'{"text":"' + b"a" * 100_001 + b'"}', "text"),
        (b'{"texts":[' + b",".join([b'"a"'] * 33) + b"]}", "texts"),
        (b'{"texts":[' + b",".join([b'"' + b"a" * 90_000 + b'"'] * 6) + b"]}", "texts"),
        (b'{"text":"\xff\xfe"}', ""),
        (b'{"text":"\\ud800"}', ""),
    ],
)
def test_a_wrong_body_is_answered_with_422_and_the_place(serving: Serving, body: bytes, path: str) -> None:
    answer = ask(serving, lambda client: client.post("/v1/predict", content=body))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["details"][0]["path"]) == (422, "invalid_request", path)


def test_the_largest_allowed_text_is_accepted(serving: Serving) -> None:
    assert predict(serving, text="a" * 100_000)[0]["truncated"]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_bound_is_answered_with_413_whether_announced_or_not(serving: Serving, announced: bool) -> None:
    size = 4 * 1024 * 1024 + 1

    async def chunks() -> AsyncIterator[bytes]:
        yield b" " * size

    body: bytes | AsyncIterator[bytes] = b" " * size if announced else chunks()
    answer = ask(serving, lambda client: client.post("/v1/predict", content=body))
    assert ("content-length" in answer.request.headers) == announced
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"{}," * 1_300_000 + b"{}]",
        b"[" * 2_000_000,
        b'{"a":' * 9 + b"1" + b"}" * 9,
        b"{" + b",".join(b'"k%d":1' % index for index in range(300_000)) + b"}",
        b'{"' + b"k" * 3_000_000 + b'":1}',
        b'{"texts":[' + b"1," * 900 + b"1]}",
        b'{"text":' + b"1" * 3_000_000 + b"}",
        b'"' * 4_000_000,
    ],
    ids=["objects", "nesting", "nesting of objects", "keys", "long key", "wrong elements", "long number", "quotes"],
)
def test_a_body_made_to_cost_much_gets_a_short_answer(serving: Serving, body: bytes) -> None:
    answer = ask(serving, lambda client: client.post("/v1/predict", content=body))
    assert answer.status_code == 422
    assert len(answer.content) < 10_000
    assert 1 <= len(answer.json()["error"]["details"]) <= 20


@pytest.mark.parametrize("inside", ["[{,}]" * 3000, '\\"[' * 3000, "\\\\" * 3001, '\\\\"}'])
def test_what_stands_in_a_text_counts_for_nothing(serving: Serving, inside: str) -> None:
    assert len(predict(serving, texts=[inside, "hello", inside])) == 3


def test_bodies_that_are_read_at_once_have_a_bound_together_and_the_room_comes_back() -> None:
    reader = BodyReader(max_bytes=100, max_bytes_at_once=150)

    async def read(size: int) -> bytes:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"a" * size, "more_body": False}

        return await reader.read(Request({"type": "http", "headers": []}, receive))

    async def run() -> None:
        never = asyncio.Event()

        async def half_open() -> dict[str, Any]:
            if sent:
                await never.wait()
            sent.append(1)
            return {"type": "http.request", "body": b"a" * 90, "more_body": True}

        sent: list[int] = []
        slow = asyncio.create_task(reader.read(Request({"type": "http", "headers": []}, half_open)))
        while not sent:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        with pytest.raises(ApiError) as refused:
            await read(80)
        assert refused.value.code == "overloaded"
        slow.cancel()
        await asyncio.wait([slow])
        assert len(await read(80)) == 80

    asyncio.run(run())


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    reader = BodyReader(max_bytes=100, within_seconds=0.01)
    with pytest.raises(ApiError) as late:
        asyncio.run(reader.read(Request({"type": "http", "headers": []}, receive)))
    assert late.value.code == "too_slow"


def test_before_the_model_is_loaded_predictions_and_readiness_are_refused(serving: Serving) -> None:
    async def run() -> list[tuple[int, str | None]]:
        async with client_of(serving) as client:
            answers = [
                await client.post("/v1/predict", json={"text": "a"}),
                await client.get("/readyz"),
                await client.get("/healthz"),
            ]
            return [(answer.status_code, answer.headers.get("retry-after")) for answer in answers]

    assert asyncio.run(run()) == [(503, "1"), (503, None), (200, None)]


def test_readiness_ends_when_the_server_is_told_to_stop_but_predictions_go_on(serving: Serving) -> None:
    assert ask(serving, lambda client: client.get("/readyz")).status_code == 200
    serving.draining = True
    assert ask(serving, lambda client: client.get("/readyz")).status_code == 503
    assert predict(serving, text="hello")[0]["label"] == "ham"


class HeldPredictor:
    """Answers when the test releases it."""

    def __init__(self) -> None:
        self.release = threading.Event()

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        assert self.release.wait(10)
        return [Prediction("ham", 0.0, truncated=False) for _ in texts]


def test_a_full_line_turns_requests_away_at_once_and_serves_those_inside() -> None:
    held = HeldPredictor()

    async def run(serving: Serving) -> list[int]:
        await serving.load()
        async with client_of(serving) as client:
            inside = [asyncio.create_task(client.post("/v1/predict", json={"text": str(number)})) for number in range(3)]
            while serving.metrics.registry.get_sample_value("lab_waiting") != 2:
                await asyncio.sleep(0)
            refused = await client.post("/v1/predict", json={"text": "one too many"})
            assert refused.headers["retry-after"] == "1"
            assert refused.json()["error"]["code"] == "overloaded"
            held.release.set()
            return [refused.status_code, *[(await one).status_code for one in inside]]

    with serving_with(held, max_waiting=2) as serving:
        assert asyncio.run(run(serving)) == [503, 200, 200, 200]
        assert serving.metrics.registry.get_sample_value("lab_waiting") == 0
        assert serving.metrics.registry.get_sample_value("lab_inflight") == 0


class NotingPredictor(HeldPredictor):
    """Records its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        self.asked += texts
        return super().predict(texts)


def test_a_request_whose_client_hangs_up_leaves_the_line_and_is_never_begun() -> None:
    noting = NotingPredictor()

    async def run(serving: Serving) -> None:
        await serving.load()
        waiting = lambda: serving.metrics.registry.get_sample_value("lab_waiting")  # noqa: E731
        async with client_of(serving) as client:
            first = asyncio.create_task(client.post("/v1/predict", json={"text": "first"}))
            while noting.asked != ["first"]:
                await asyncio.sleep(0)
            impatient = asyncio.create_task(hang_up_after(serving, b'{"text": "impatient"}', lambda: waiting() == 1))
            await impatient
            assert waiting() == 0
            noting.release.set()
            assert (await first).status_code == 200
            assert (await client.post("/v1/predict", json={"text": "last"})).status_code == 200

    with serving_with(noting, max_waiting=2) as serving:
        asyncio.run(run(serving))
    assert noting.asked == ["first", "last"]


async def hang_up_after(serving: Serving, body: bytes, is_time: Callable[[], bool]) -> None:
    """A client that sends a request and closes its connection as soon as it is time."""
    sent = False

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if not sent:
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}
        while not is_time():
            await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None: ...  # noqa: ANN401

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/predict",
        "raw_path": b"/v1/predict",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    await create_app(serving)(scope, receive, send)


class BrokenPredictor:
    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        raise RuntimeError(f"broken for {len(texts)}")


def test_a_failure_inside_is_answered_with_500_that_tells_nothing_of_the_inside() -> None:
    with serving_with(BrokenPredictor(), max_waiting=1) as serving:
        answer = ask(serving, lambda client: client.post("/v1/predict", json={"text": "a"}))
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    assert "broken" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/v1/predict", 405, "method_not_allowed"), ("GET", "/v1/nothing", 404, "not_found")],
)
def test_unknown_addresses_and_methods_are_errors_as_data(
    serving: Serving, method: str, path: str, status: int, code: str
) -> None:
    answer = ask(serving, lambda client: client.request(method, path))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_metrics_count_predictions_by_status_and_no_probes(serving: Serving) -> None:
    predict(serving, text="a")
    ask(serving, lambda client: client.post("/v1/predict", content=b"{"))
    text = ask(serving, lambda client: client.get("/metrics")).text
    assert 'lab_request_seconds_count{route="/v1/predict",status="200"} 1.0' in text
    assert 'lab_request_seconds_count{route="/v1/predict",status="422"} 1.0' in text
    assert "readyz" not in text
    assert "lab_inference_seconds_count 1.0" in text
    assert f'lab_model_info{{name="tiny",sha256="{"0" * 64}",variant="fp32"}} 1.0' in text
    assert "process_cpu_seconds_total" in text
    assert "process_resident_memory_bytes" in text


def test_the_openapi_document_declares_every_answer_of_predict(serving: Serving) -> None:
    document = ask(serving, lambda client: client.get("/openapi.json")).json()
    operation = document["paths"]["/v1/predict"]["post"]
    assert set(operation["responses"]) == {"200", "408", "413", "422", "503"}
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["additionalProperties"] is False
    assert body["oneOf"] == [{"required": ["text"]}, {"required": ["texts"]}]
    assert (body["properties"]["texts"]["minItems"], body["properties"]["texts"]["maxItems"]) == (1, 32)
