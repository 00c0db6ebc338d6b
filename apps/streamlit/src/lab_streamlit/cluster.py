"""Workloads, pods and autoscalers, read from the Kubernetes API or the local engine's subset of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

TIMEOUT_SECONDS = 5.0
_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_NAME_LABEL = "app.kubernetes.io/name"


@dataclass(frozen=True)
class Workload:
    name: str
    desired: int
    ready: int
    scaler: str | None
    """`HPA 1 to 4`; None when the manifest says how many."""


@dataclass(frozen=True)
class Pod:
    name: str
    app: str
    """Value of app.kubernetes.io/name."""

    is_ready: bool
    phase: str
    restarts: int
    cpu_cores: float | None
    memory_mib: float | None
    metrics_url: str | None
    """Address of its metrics; None when it has no port for them."""


@dataclass(frozen=True)
class Snapshot:
    workloads: tuple[Workload, ...]
    pods: tuple[Pod, ...]


class ClusterError(Exception):
    """The API cannot be read. The message is for a person."""


class Cluster:
    """Reads one namespace."""

    def __init__(self, client: httpx.Client, namespace: str) -> None:
        self._client = client
        self._namespace = namespace

    def snapshot(self) -> Snapshot:
        """Raises:
        ClusterError: the API is not there or refuses.
        """
        pods = self._list("/api/v1", "pods")
        deployments = self._list("/apis/apps/v1", "deployments")
        sets = self._list("/apis/apps/v1", "statefulsets")
        hpas = self._list("/apis/autoscaling/v2", "horizontalpodautoscalers", optional=True)
        scaled = self._list("/apis/keda.sh/v1alpha1", "scaledobjects", optional=True)
        usage = self._list("/apis/metrics.k8s.io/v1beta1", "pods", optional=True)
        scalers = _scalers(hpas, scaled)
        workloads = (_workload(one, scalers) for one in [*deployments, *sets])
        used = {one["metadata"]["name"]: one for one in usage}
        shown = (_pod(one, used) for one in pods if one["metadata"].get("ownerReferences", [{}])[0].get("kind") != "Job")
        return Snapshot(
            tuple(sorted(workloads, key=lambda one: one.name)), tuple(sorted(shown, key=lambda one: (one.app, one.name)))
        )

    def _list(self, group: str, plural: str, *, optional: bool = False) -> list[dict[str, Any]]:
        try:
            response = self._client.get(f"{group}/namespaces/{self._namespace}/{plural}")
        except httpx.HTTPError as error:
            raise ClusterError(f"The Kubernetes API is not reachable at {self._client.base_url}.") from error
        # Kinds that the cluster does not have, or that this account may not see.
        if optional and response.status_code in (403, 404, 503):
            return []
        if response.status_code != 200:
            raise ClusterError(f"The Kubernetes API answered {response.status_code} to a list of {plural}.")
        return list(response.json().get("items") or [])


def connect(url: str | None, environment: Mapping[str, str]) -> httpx.Client | None:
    """A client for the API at `url`, else for that of the cluster this pod runs in; None when there is neither."""
    if url is not None:
        return httpx.Client(base_url=url, timeout=TIMEOUT_SECONDS)
    host, port = environment.get("KUBERNETES_SERVICE_HOST"), environment.get("KUBERNETES_SERVICE_PORT", "443")
    if host is None or not (_ACCOUNT / "token").is_file():
        return None

    def authorize(request: httpx.Request) -> None:
        # Read each time: the token is rotated in place.
        request.headers["Authorization"] = f"Bearer {(_ACCOUNT / 'token').read_text().strip()}"

    shown_host = f"[{host}]" if ":" in host else host
    hooks = {"request": [authorize]}
    return httpx.Client(
        base_url=f"https://{shown_host}:{port}", verify=str(_ACCOUNT / "ca.crt"), timeout=TIMEOUT_SECONDS, event_hooks=hooks
    )


def _scalers(hpas: list[dict[str, Any]], scaled: list[dict[str, Any]]) -> dict[str, str]:
    """By the name of their target. A ScaledObject's own HPA says less than the ScaledObject."""
    found: dict[str, str] = {}
    for one in hpas:
        spec = one["spec"]
        found[spec["scaleTargetRef"]["name"]] = f"HPA {spec.get('minReplicas', 1)} to {spec['maxReplicas']}"
    for one in scaled:
        spec = one["spec"]
        bounds = f"{spec.get('minReplicaCount', 0)} to {spec.get('maxReplicaCount', 100)}"
        found[spec["scaleTargetRef"]["name"]] = f"KEDA {bounds}"
    return found


def _workload(one: dict[str, Any], scalers: Mapping[str, str]) -> Workload:
    name = one["metadata"]["name"]
    status = one.get("status") or {}
    desired = status.get("replicas", one["spec"].get("replicas", 1))
    return Workload(name, int(desired), int(status.get("readyReplicas") or 0), scalers.get(name))


def _pod(one: dict[str, Any], usage: Mapping[str, dict[str, Any]]) -> Pod:
    metadata, status = one["metadata"], one.get("status") or {}
    containers = status.get("containerStatuses") or []
    used = usage.get(metadata["name"], {}).get("containers") or []
    conditions = {condition["type"]: condition["status"] for condition in status.get("conditions") or []}
    return Pod(
        name=metadata["name"],
        app=metadata.get("labels", {}).get(_NAME_LABEL, metadata["name"]),
        is_ready=conditions.get("Ready") == "True",
        phase="Terminating" if metadata.get("deletionTimestamp") else status.get("phase", "Unknown"),
        restarts=sum(int(container.get("restartCount", 0)) for container in containers),
        cpu_cores=sum(quantity(container["usage"]["cpu"]) for container in used) if used else None,
        memory_mib=sum(quantity(container["usage"]["memory"]) for container in used) / 2**20 if used else None,
        metrics_url=_metrics_url(one, status.get("podIP")),
    )


def _metrics_url(one: dict[str, Any], address: str | None) -> str | None:
    ports = [port for container in one["spec"].get("containers") or [] for port in container.get("ports") or []]
    named = {port.get("name"): port["containerPort"] for port in ports}
    port = named.get("metrics", named.get("http", named.get("http1")))
    if address is None or port is None:
        return None
    return f"http://[{address}]:{port}/metrics" if ":" in address else f"http://{address}:{port}/metrics"


_SUFFIXES = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30}


def quantity(text: str) -> float:
    """A Kubernetes quantity, `250m` or `64Mi`, in cores or bytes."""
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if text.endswith(suffix):
            return float(text[: -len(suffix)]) * _SUFFIXES[suffix]
    return float(text)
