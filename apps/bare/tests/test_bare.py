from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from lab_bare.control import ControlServer
from lab_bare.loop import run_loop
from lab_inference.artifact import open_artifact
from lab_inference.model import load_model


class Recorder:
    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def predict(self, texts: Sequence[str]) -> list[None]:
        self.calls.append(list(texts))
        return [None] * len(texts)


def ticking(step: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += step


def test_the_loop_goes_round_the_texts_until_the_time_is_up() -> None:
    recorder, clock = Recorder(), ticking(0.25)
    result = run_loop(recorder, ["a", "b", "c"], 1.0, 2, lambda: next(clock))
    assert recorder.calls == [["a", "b"], ["c", "a"], ["b", "c"], ["a", "b"]]
    assert (result.texts, result.seconds, result.latencies_ms) == (8, 1.0, [250.0] * 4)


def test_a_call_longer_than_the_time_still_counts() -> None:
    clock = ticking(5)
    assert run_loop(Recorder(), ["a"], 1.0, 1, lambda: next(clock)).texts == 1


@pytest.fixture
def address(artifact_dir: Path) -> Iterator[str]:
    model = load_model(open_artifact(artifact_dir), threads=1, cpu_limit=None)
    server = ControlServer(("127.0.0.1", 0), model, {"name": "tiny", "sha256": "0" * 64})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(url: str, body: object | None = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data)) as answer:
            text = answer.read().decode()
            return answer.status, json.loads(text) if text.startswith("{") else text
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_an_order_runs_the_real_model(address: str) -> None:
    status, result = ask(f"{address}/v1/loop", {"texts": ["hello free"], "seconds": 0.05, "batchSize": 1})
    assert status == 200
    assert result["texts"] == len(result["latenciesMs"]) > 1
    assert result["seconds"] >= 0.05


def test_it_answers_single_texts_as_the_servers_do(address: str) -> None:
    _, one = ask(f"{address}/v1/predict", {"text": "free money"})
    assert [prediction["label"] for prediction in one["predictions"]] == ["spam"]


@pytest.mark.parametrize(
    "body",
    [
        {"texts": [], "seconds": 1, "batchSize": 1},
        {"texts": ["a"], "seconds": 0, "batchSize": 1},
        {"texts": ["a"], "seconds": 1, "batchSize": 33},
        {"texts": [1], "seconds": 1, "batchSize": 1},
        ["texts"],
    ],
)
def test_a_wrong_order_is_refused(address: str, body: object) -> None:
    status, answer = ask(f"{address}/v1/loop", body)
    assert status == 422
    assert answer["error"]


def test_metrics_tell_the_model_and_what_the_process_uses(address: str) -> None:
    _, text = ask(f"{address}/metrics")
    assert f'lab_model_info{{name="tiny",sha256="{"0" * 64}"}} 1' in text
    values = dict(line.split() for line in text.splitlines() if line.startswith("process_"))
    assert float(values["process_cpu_seconds_total"]) > 0
    assert float(values["process_resident_memory_bytes"]) > 1e6
