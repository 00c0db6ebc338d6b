"""Where the page finds the lab, from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Protocol = Literal["predict", "open-inference"]

# In the order they are shown. A server is known when its variable is set; the manifests set those that are enabled.
_SERVERS: tuple[tuple[str, str, Protocol], ...] = (
    ("fastapi", "FASTAPI_URL", "predict"),
    ("triton", "TRITON_URL", "open-inference"),
    ("kserve", "KSERVE_URL", "open-inference"),
)


@dataclass(frozen=True)
class Server:
    """One server of the model."""

    name: str
    url: str
    """Base URL without a slash at its end."""

    protocol: Protocol
    """`predict` is POST /v1/predict, `open-inference` the v2 protocol over HTTP."""


@dataclass(frozen=True)
class Settings:
    servers: tuple[Server, ...]
    queue_url: str | None
    """None when the lab has no queue."""

    kubernetes_url: str | None
    """The API to watch; None = that of the cluster the page runs in, if any."""

    namespace: str
    report_dir: str | None
    """Folder of the latest run's report; None when the page cannot see one."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Variables that are not set or empty leave their part out."""

    def value(name: str) -> str | None:
        return environment.get(name, "").rstrip("/") or None

    servers = tuple(Server(name, url, protocol) for name, variable, protocol in _SERVERS if (url := value(variable)) is not None)
    return Settings(
        servers=servers,
        queue_url=value("QUEUE_URL"),
        kubernetes_url=value("LAB_KUBERNETES_API"),
        namespace=value("LAB_NAMESPACE") or "ml-scaling-lab",
        report_dir=value("LAB_REPORT_DIR"),
    )
