from __future__ import annotations

import httpx
import pytest

from lab_streamlit.cluster import Cluster, ClusterError, Pod, Workload, connect, quantity
from lab_streamlit.history import History, columns
from lab_streamlit.metrics import Load, rate, read_load
from lab_streamlit.settings import read_settings


def pod(name: str, app: str, *, ready: bool = True, owner: str = "ReplicaSet", ports: dict[str, int] | None = None) -> dict:
    shown = [{"name": key, "containerPort": value} for key, value in (ports or {"http": 8000}).items()]
    return {
        "metadata": {"name": name, "labels": {"app.kubernetes.io/name": app}, "ownerReferences": [{"kind": owner}]},
        "spec": {"containers": [{"ports": shown}]},
        "status": {
            "phase": "Running",
            "podIP": "10.1.2.3",
            "conditions": [{"type": "Ready", "status": "True" if ready else "False"}],
            "containerStatuses": [{"restartCount": 2}],
        },
    }


def api(**lists: list[dict]) -> httpx.Client:
    """An API with these lists; it does not know other kinds, as without their CRDs."""

    def answer(request: httpx.Request) -> httpx.Response:
        group, _, plural = request.url.path.rpartition("/")
        key = "usage" if "metrics.k8s.io" in group else plural
        return httpx.Response(200, json={"items": lists[key]}) if key in lists else httpx.Response(404, json={})

    return httpx.Client(transport=httpx.MockTransport(answer), base_url="http://api")


BASE: dict[str, list[dict]] = {"pods": [], "deployments": [], "statefulsets": []}


def test_workloads_say_how_many_pods_are_ready_and_what_scales_them() -> None:
    deployments = [
        {"metadata": {"name": "worker"}, "spec": {}, "status": {"replicas": 0}},
        {"metadata": {"name": "fastapi"}, "spec": {}, "status": {"replicas": 3, "readyReplicas": 2}},
    ]
    scaled = [{"spec": {"scaleTargetRef": {"name": "worker"}, "maxReplicaCount": 4}}]
    hpas = [
        {"spec": {"scaleTargetRef": {"name": "fastapi"}, "maxReplicas": 4}},
        {"spec": {"scaleTargetRef": {"name": "worker"}, "minReplicas": 1, "maxReplicas": 4}},
    ]
    lists = {**BASE, "deployments": deployments, "horizontalpodautoscalers": hpas, "scaledobjects": scaled}
    assert Cluster(api(**lists), "lab").snapshot().workloads == (
        Workload("fastapi", 3, 2, "HPA 1 to 4"),
        Workload("worker", 0, 0, "KEDA 0 to 4"),
    )


def test_pods_carry_their_use_and_where_they_tell_their_numbers_and_jobs_are_left_out() -> None:
    usage = [{"metadata": {"name": "b"}, "containers": [{"usage": {"cpu": "250m", "memory": "64Mi"}}]}]
    pods = [pod("b", "worker", ports={"metrics": 9091}), pod("a", "fastapi", ready=False), pod("j", "bench", owner="Job")]
    shown = Cluster(api(**{**BASE, "pods": pods, "usage": usage}), "lab").snapshot().pods
    assert shown == (
        Pod("a", "fastapi", False, "Running", 2, None, None, "http://10.1.2.3:8000/metrics"),
        Pod("b", "worker", True, "Running", 2, 0.25, 64.0, "http://10.1.2.3:9091/metrics"),
    )


def test_an_api_that_refuses_or_is_gone_is_told_in_words(nowhere: str) -> None:
    with pytest.raises(ClusterError, match="answered 404 to a list of pods"):
        Cluster(api(), "lab").snapshot()
    with pytest.raises(ClusterError, match="not reachable at"):
        Cluster(httpx.Client(base_url=nowhere, trust_env=False), "lab").snapshot()


def test_without_an_address_and_outside_of_a_cluster_there_is_nothing_to_watch() -> None:
    assert connect(None, {}) is None
    assert connect(None, {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}) is None
    assert connect("http://127.0.0.1:1", {}) is not None


@pytest.mark.parametrize(
    ("text", "value"), [("250m", 0.25), ("2", 2), ("1500u", 0.0015), ("64Mi", 64 * 2**20), ("1Gi", 2**30), ("5k", 5000)]
)
def test_kubernetes_quantities(text: str, value: float) -> None:
    assert quantity(text) == pytest.approx(value)


def test_load_is_read_from_what_each_kind_of_server_counts() -> None:
    http = 'lab_request_seconds_count{route="a"} 3\nlab_request_seconds_count{route="b"} 4\nlab_inflight 2\n'
    assert read_load(http) == Load(7, 2)
    worker = "# TYPE lab_jobs counter\nlab_jobs_total 9\nlab_inflight 1\n"
    assert read_load(worker) == Load(9, 1)
    assert read_load("process_cpu_seconds_total 1\n") == Load(None, None)


def test_rates_count_pods_that_were_there_both_times_and_survive_a_restart() -> None:
    assert rate({"a": 10, "gone": 5}, {"a": 30, "new": 100}, 2) == 10
    assert rate({"a": 50}, {"a": 6}, 2) == 3
    assert rate({}, {"a": 1}, 2) is None


def test_history_keeps_replicas_and_rates_by_name() -> None:
    snapshot = Cluster(
        api(
            **{
                **BASE,
                "deployments": [{"metadata": {"name": "fastapi"}, "spec": {}, "status": {"readyReplicas": 1}}],
                "pods": [pod("a", "fastapi")],
            }
        ),
        "lab",
    ).snapshot()
    history = History()
    history.add(10.0, snapshot, {"a": Load(100, 0)})
    history.add(12.0, snapshot, {"a": Load(130, 0)})
    assert history.latest_rates() == {"fastapi": 15.0}
    assert columns(history.replicas) == [
        {"seconds": -2.0, "name": "fastapi", "value": 1.0},
        {"seconds": 0.0, "name": "fastapi", "value": 1.0},
    ]


def test_settings_name_only_the_servers_whose_address_is_given() -> None:
    settings = read_settings({"FASTAPI_URL": "http://a/", "KSERVE_URL": "http://b", "TRITON_URL": "", "QUEUE_URL": "http://q"})
    assert [(one.name, one.url, one.protocol) for one in settings.servers] == [
        ("fastapi", "http://a", "predict"),
        ("kserve", "http://b", "open-inference"),
    ]
    assert (settings.queue_url, settings.kubernetes_url, settings.namespace) == ("http://q", None, "ml-scaling-lab")
