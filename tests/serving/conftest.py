"""Real servers, each a process on a loopback address of its own, started once for all tests that use them.

Run in an environment with the clients (`tests/serving/requirements.lock`):
    LAB_ENVIRONMENTS  folder with the Python environments of single apps (`.lab/envs`)
    LAB_PYTHON_ENV    interpreter of the lab's own environment
    MODEL_DIR         the model artifact
What is missing skips the tests that need it, with the reason.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

REPO = Path(__file__).parents[2]
START_WITHIN_SECONDS = 180
STOP_WITHIN_SECONDS = 30


@dataclass(frozen=True)
class Ports:
    http: int
    grpc: int
    metrics: int


@dataclass(frozen=True)
class Server:
    host: str
    ports: Ports
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.ports.http}"


def variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        pytest.skip(f"{name} is not set")
    return value


def free_ports(host: str) -> Ports:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(3)]
        for one in sockets:
            one.bind((host, 0))
        return Ports(*(one.getsockname()[1] for one in sockets))


def app_python(app: str) -> Path:
    python = Path(variable("LAB_ENVIRONMENTS")) / app / "bin" / "python"
    if not python.exists():
        pytest.skip(f"{app} has no Python environment: {python} is missing")
    return python


@contextmanager
def running(
    command: Sequence[str | Path], environment: Mapping[str, str], host: str, ports: Ports, ready_path: str, log: Path
) -> Iterator[Server]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env={**inherited, **environment}, stdout=output, stderr=output) as process,
    ):
        server = Server(host, ports, process)
        try:
            wait_ready(server, ready_path, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_ready(server: Server, path: str, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with {server.process.returncode}: {log.read_text()[-2000:]}")
        try:
            if httpx.get(f"{server.url}{path}", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server is not ready after {START_WITHIN_SECONDS} s: {log.read_text()[-2000:]}")


@contextmanager
def python_app(app: str, python: Path, host: str, ready_path: str, folder: Path, **more: str) -> Iterator[Server]:
    ports = free_ports(host)
    sources = [REPO / "apps" / app / "src", REPO / "apps" / "inference" / "src"]
    environment = {
        "HOST": host,
        "PORT": str(ports.http),
        "GRPC_PORT": str(ports.grpc),
        "METRICS_PORT": str(ports.metrics),
        "MODEL_DIR": variable("MODEL_DIR"),
        "ORT_INTRA_OP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(map(str, sources)),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }
    with running([python, "-m", f"lab_{app}"], environment, host, ports, ready_path, folder / f"{app}.log") as server:
        yield server


@pytest.fixture(scope="session")
def triton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"MAX_BATCH_SIZE": "8", "MAX_QUEUE_DELAY_MS": "5", "INSTANCE_COUNT": "1"}
    folder = tmp_path_factory.mktemp("triton")
    with python_app("triton", app_python("triton"), "127.0.67.1", "/v2/health/ready", folder, **settings) as server:
        yield server


@pytest.fixture(scope="session")
def kserve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("kserve")
    with python_app("kserve", app_python("kserve"), "127.0.67.2", "/v2/health/ready", folder) as server:
        yield server


@pytest.fixture(scope="session")
def fastapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("fastapi")
    with python_app("fastapi", Path(variable("LAB_PYTHON_ENV")), "127.0.67.3", "/readyz", folder) as server:
        yield server


@pytest.fixture(scope="session")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The API with its Redis; no worker, so that jobs stay waiting."""
    program = variable("REDIS_SERVER")
    node = shutil.which("node") or pytest.skip("node is not on PATH")
    main = REPO / "build" / "apps" / "queue" / "src" / "main.js"
    if not main.exists():
        pytest.skip(f"{main} is not compiled")
    folder, host = tmp_path_factory.mktemp("queue"), "127.0.67.4"
    redis = free_ports(host)
    arguments = [
        "--bind",
        host,
        "--port",
        str(redis.http),
        "--dir",
        str(folder),
        "--save",
        "",
        "--maxmemory-policy",
        "noeviction",
    ]
    with subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL) as broker:
        try:
            ports = free_ports(host)
            environment = {
                "HOST": host,
                "PORT": str(ports.http),
                "REDIS_URL": f"redis://{host}:{redis.http}",
                "RESULT_TTL_SECONDS": "60",
                "MODEL_DIR": variable("MODEL_DIR"),
            }
            with running([node, main, "api"], environment, host, ports, "/readyz", folder / "queue.log") as server:
                yield server
        finally:
            broker.terminate()
