"""The program as it runs in a pod: started, asked, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tiny_model import write_artifact

APPS = Path(__file__).parents[2]
SOURCES = [APPS / "fastapi" / "src", APPS / "inference" / "src"]
START_WITHIN_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(model_dir: Path, port: int, **changes: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    own = {
        "PYTHONPATH": os.pathsep.join(map(str, SOURCES)),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "MODEL_DIR": str(model_dir),
        "ORT_INTRA_OP_NUM_THREADS": "1",
    }
    return {**inherited, **own, **changes}


@contextmanager
def running(model_dir: Path, **changes: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    port = free_port()
    command = [sys.executable, "-m", "lab_fastapi"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(model_dir, port, **changes), stdout=pipe, stderr=pipe, text=True) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
                wait_ready(process, client)
                yield process, client
        finally:
            if process.poll() is None:
                process.kill()


def wait_ready(process: subprocess.Popen[str], client: httpx.Client) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise AssertionError("not ready in time")


def test_it_answers_and_after_sigterm_says_not_ready_finishes_and_exits_with_0(artifact_dir: Path) -> None:
    with running(artifact_dir, DRAIN_SECONDS="1") as (process, client):
        assert client.post("/v1/predict", json={"text": "free money"}).json()["predictions"][0]["label"] == "spam"
        process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 5
        while (answer := client.get("/readyz")).status_code == 200:
            assert time.monotonic() < deadline
        assert answer.status_code == 503
        assert client.post("/v1/predict", json={"text": "hello"}).status_code == 200
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert [json.loads(line)["message"] for line in out.splitlines()] == ["listening", "model loaded", "stopped"]


def test_a_request_at_work_when_sigterm_comes_is_still_answered(artifact_dir: Path) -> None:
    upload_started = threading.Event()
    signalled = threading.Event()

    def slow_body() -> Iterator[bytes]:
        yield b'{"text":'
        upload_started.set()
        assert signalled.wait(10)
        yield b'"free money"}'

    with running(artifact_dir, DRAIN_SECONDS="0") as (process, client):
        answers: list[httpx.Response] = []
        request = threading.Thread(target=lambda: answers.append(client.post("/v1/predict", content=slow_body())))
        request.start()
        assert upload_started.wait(10)
        process.send_signal(signal.SIGTERM)
        # The listener is closed when the signal has taken effect.
        address = ("127.0.0.1", client.base_url.port or 0)
        deadline = time.monotonic() + 10
        while listens(address):
            assert time.monotonic() < deadline
        signalled.set()
        request.join(10)
        assert [answer.status_code for answer in answers] == [200]
        assert process.wait(20) == 0


def listens(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


def run_to_end(model_dir: Path, port: int, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lab_fastapi"]
    return subprocess.run(
        command, env=environment(model_dir, port, **changes), capture_output=True, text=True, timeout=60, check=False
    )


def test_a_model_with_one_byte_changed_is_exit_code_5_and_one_line(tmp_path: Path) -> None:
    folder = write_artifact(tmp_path)
    data = bytearray((folder / "model.onnx").read_bytes())
    data[-1] ^= 1
    (folder / "model.onnx").write_bytes(data)
    ended = run_to_end(folder, free_port())
    assert ended.returncode == 5
    assert len(ended.stderr.splitlines()) == 1
    assert "model.onnx: was changed" in ended.stderr


def test_a_port_in_use_is_exit_code_4_and_one_line(artifact_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run_to_end(artifact_dir, taken.getsockname()[1])
    assert ended.returncode == 4
    assert ended.stderr.splitlines() == [ended.stderr.strip()]
    assert "address already in use" in ended.stderr


def test_a_missing_setting_is_exit_code_3(artifact_dir: Path) -> None:
    ended = run_to_end(artifact_dir, free_port(), LOG_LEVEL="loud")
    assert (ended.returncode, "LOG_LEVEL" in ended.stderr) == (3, True)


@pytest.mark.parametrize(("text", "label"), [("Claim your free prize money now, click here!!!", "spam")])
def test_the_real_model_answers(real_artifact_dir: Path, text: str, label: str) -> None:
    with running(real_artifact_dir) as (_, client):
        answer = client.post("/v1/predict", json={"texts": [text, text + " and more of it" * 200]}).json()
    assert [each["label"] for each in answer["predictions"]] == [label, label]
    assert [each["truncated"] for each in answer["predictions"]] == [False, True]
