"""Replicas, pods and load, every two seconds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import altair as alt
import httpx
import streamlit as st

from lab_streamlit import lab
from lab_streamlit.cluster import Cluster, ClusterError, Pod, Snapshot, Workload
from lab_streamlit.history import History, columns
from lab_streamlit.metrics import Load, read_load

LOOK_SECONDS = 2.0
METRICS_TIMEOUT_SECONDS = 2.0
CHART_HEIGHT = 260
CARDS_A_ROW = 4
# The page itself takes no part in what is watched.
OWN_NAME = "streamlit"


def render() -> None:
    st.title("Live")
    st.caption("What runs and how busy it is, from the Kubernetes API and the pods' own /metrics, every two seconds.")
    _look()


@st.fragment(run_every=LOOK_SECONDS)
def _look() -> None:
    settings = lab.settings()
    client = lab.kubernetes_client(settings.kubernetes_url)
    if client is None:
        st.info(
            "There is no Kubernetes API to watch: this page runs in no cluster, and LAB_KUBERNETES_API is not set.",
            icon=":material/info:",
        )
        return
    try:
        snapshot = Cluster(client, settings.namespace).snapshot()
    except ClusterError as error:
        st.error(f"{error} This page asks again.", icon=":material/cloud_off:")
        return
    if not snapshot.workloads:
        st.info(f"Nothing runs in namespace {settings.namespace}.", icon=":material/info:")
        return
    loads = _loads(snapshot.pods, lab.http_client())
    history: History = st.session_state.setdefault("history", History())
    history.add(time.monotonic(), snapshot, loads)
    _workloads(snapshot, history)
    _charts(history)
    _pods(snapshot, loads)


def _loads(pods: Sequence[Pod], client: httpx.Client) -> dict[str, Load]:
    """By pod name, without pods that do not answer."""

    def ask(pod: Pod) -> tuple[str, Load] | None:
        try:
            response = client.get(pod.metrics_url or "", timeout=METRICS_TIMEOUT_SECONDS)
            return (pod.name, read_load(response.text)) if response.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            return None

    telling = [pod for pod in pods if pod.is_ready and pod.metrics_url is not None]
    if not telling:
        return {}
    with ThreadPoolExecutor(max_workers=min(8, len(telling))) as pool:
        return dict(found for found in pool.map(ask, telling) if found is not None)


def _workloads(snapshot: Snapshot, history: History) -> None:
    rates = history.latest_rates()
    shown = [one for one in snapshot.workloads if one.name != OWN_NAME]
    with st.container(key="numbers"):
        for first in range(0, len(shown), CARDS_A_ROW):
            row = shown[first : first + CARDS_A_ROW]
            for column, one in zip(st.columns(min(CARDS_A_ROW, len(shown))), row, strict=False):
                with column, st.container(border=True):
                    _card(one, rates.get(one.name))


def _card(one: Workload, rate: float | None) -> None:
    badge = ":green-badge[ready]" if one.ready >= one.desired > 0 else ":orange-badge[starting]"
    st.markdown(f"**{one.name}**  {badge if one.desired > 0 else ':gray-badge[at zero]'}")
    st.metric("Ready pods", f"{one.ready} / {one.desired}", label_visibility="collapsed")
    told = [] if rate is None else [f"{rate:.1f} a second"]
    st.caption(" · ".join([one.scaler or "fixed by the manifest", *told]))


def _charts(history: History) -> None:
    left, right = st.columns(2)
    with left:
        st.markdown("###### Ready pods")
        _chart(_without_page(columns(history.replicas)), "step-after", "pods", ("d", 1))
    with right:
        st.markdown("###### Answered requests and jobs a second")
        _chart(_without_page(columns(history.rates)), "linear", "a second", (".1f", 0.5))


def _without_page(rows: list[dict[str, float | str]]) -> list[dict[str, float | str]]:
    return [row for row in rows if row["name"] != OWN_NAME]


def _chart(rows: list[dict[str, float | str]], interpolate: str, unit: str, ticks: tuple[str, float]) -> None:
    if len({row["seconds"] for row in rows}) < 2:
        st.caption("The line begins with the next look.")
        return
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(interpolate=interpolate, strokeWidth=2.5)
        .encode(
            x=alt.X("seconds:Q", title="seconds ago", axis=alt.Axis(labelExpr="-datum.value", tickCount=5, grid=False)),
            y=alt.Y(
                "value:Q",
                title=unit,
                axis=alt.Axis(format=ticks[0], tickMinStep=ticks[1], tickCount=4),
                scale=alt.Scale(domainMin=0),
            ),
            color=alt.Color("name:N", title=None, legend=alt.Legend(orient="top", columns=2)),
            tooltip=["name:N", "value:Q", "seconds:Q"],
        )
        .properties(height=CHART_HEIGHT)
    )
    st.altair_chart(chart)


def _pods(snapshot: Snapshot, loads: dict[str, Load]) -> None:
    st.markdown("###### Pods")
    st.dataframe(
        [
            {
                "pod": pod.name,
                "state": _state(pod),
                "in flight": _shown(loads[pod.name].inflight if pod.name in loads else None, "{:.0f}"),
                "cpu": _shown(pod.cpu_cores, "{:.2f} cores"),
                "memory": _shown(pod.memory_mib, "{:.0f} MiB"),
                "restarts": pod.restarts,
            }
            for pod in snapshot.pods
            if pod.app != OWN_NAME
        ],
        hide_index=True,
        column_config={
            "pod": st.column_config.TextColumn("Pod", width="medium"),
            "state": st.column_config.TextColumn("State", width="small"),
            "in flight": st.column_config.TextColumn("In flight", width="small"),
            "cpu": st.column_config.TextColumn("CPU", width="small"),
            "memory": st.column_config.TextColumn("Memory", width="small"),
            "restarts": st.column_config.NumberColumn("Restarts", width="small"),
        },
    )


def _state(pod: Pod) -> str:
    if pod.phase != "Running":
        return pod.phase.lower()
    return "ready" if pod.is_ready else "not ready"


def _shown(value: float | None, form: str) -> str:
    return "" if value is None else form.format(value)
