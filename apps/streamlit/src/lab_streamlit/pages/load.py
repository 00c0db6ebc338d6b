"""A load on one server or on all, one after another, and what was measured, side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence

import altair as alt
import streamlit as st

from lab_streamlit import lab
from lab_streamlit.load import LoadResult, run_load
from lab_streamlit.report import VariantRow, latest_variants
from lab_streamlit.samples import SAMPLES
from lab_streamlit.settings import Server

ALL = "all, one after another"
MOST_RPS = 100
MOST_SECONDS = 60
CHART_HEIGHT = 260


def render() -> None:
    st.title("Load")
    st.caption(
        "Requests leave on schedule, whether or not earlier ones were answered, and latency counts from when each was due. "
        "`./lab bench load` measures more exactly; this page shows how it feels."
    )
    servers = lab.settings().servers
    if not servers:
        st.info("No server is enabled. Enable one in lab.yaml.", icon=":material/info:")
        return
    with st.form("load-form", border=False):
        names = [*([ALL] if len(servers) > 1 else []), *(server.name for server in servers)]
        chosen = st.selectbox("Server", names, key="load-server")
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        rps = left.number_input("Requests a second", min_value=1, max_value=MOST_RPS, value=10, key="load-rps")
        seconds = middle.number_input("Seconds", min_value=1, max_value=MOST_SECONDS, value=10, key="load-seconds")
        pressed = right.form_submit_button("Start", type="primary", icon=":material/speed:")
    kept: list[LoadResult] = st.session_state.setdefault("loads", [])
    if pressed:
        kept.extend(_run([one for one in servers if chosen in (ALL, one.name)], float(rps), float(seconds)))
    if kept:
        _show(kept)
    _variants(latest_variants(lab.settings().report_dir))


def _run(servers: Sequence[Server], rps: float, seconds: float) -> list[LoadResult]:
    results = []
    for server in servers:
        bar = st.progress(0.0, text=f"{server.name}: {rps:.0f} requests/s for {seconds:.0f} s")
        texts = list(SAMPLES.values())
        results.append(run_load(server, texts, (rps, seconds), lab.http_client(), time.perf_counter, time.sleep, bar.progress))
        bar.empty()
    return results


def _show(kept: Sequence[LoadResult]) -> None:
    last = kept[-1]
    p95 = last.percentile(0.95)
    said = "no request was answered" if p95 is None else f"95 of 100 answers took at most **{p95:.0f} ms**"
    variant = f" ({last.variant})" if last.variant else ""
    st.markdown(f"{last.server}{variant} at {last.rps:.0f} requests/s: {said}, {last.failed} of {len(last.samples)} failed.")
    _chart(kept)
    st.markdown("###### Measured in this visit")
    st.dataframe([_row(index, one) for index, one in enumerate(kept, 1)], hide_index=True)


def _row(index: int, one: LoadResult) -> dict[str, object]:
    return {
        "load": index,
        "server": one.server,
        "variant": one.variant,
        "requests/s": one.rps,
        "p50 ms": _rounded(one.percentile(0.5)),
        "p95 ms": _rounded(one.percentile(0.95)),
        "failed": f"{one.failed} of {len(one.samples)}",
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _chart(kept: Sequence[LoadResult]) -> None:
    rows = [
        {"seconds": sample.due_seconds, "ms": sample.latency_ms, "load": f"{index} {one.server} {one.variant}".strip()}
        for index, one in enumerate(kept, 1)
        for sample in one.samples
        if sample.latency_ms is not None
    ]
    if not rows:
        return
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_circle(size=28, opacity=0.6)
        .encode(
            x=alt.X("seconds:Q", title="seconds since the load began", axis=alt.Axis(grid=False)),
            y=alt.Y("ms:Q", title="latency, ms", scale=alt.Scale(domainMin=0)),
            color=alt.Color("load:N", title=None, legend=alt.Legend(orient="top", columns=2)),
            tooltip=["load:N", "ms:Q", "seconds:Q"],
        )
        .properties(height=CHART_HEIGHT)
    )
    st.altair_chart(chart)


def _variants(rows: Sequence[VariantRow]) -> None:
    st.markdown("###### Variants of the model")
    if not rows:
        st.caption("`./lab bench quantization` compares them; its table appears here. `model.variant` in lab.yaml serves one.")
        return
    st.dataframe(
        [
            {
                "variant": row.name + (" (recommended)" if row.is_recommended else ""),
                "p95 ms": _rounded(row.p95_ms),
                "times as fast": _rounded(row.speed_up),
                "accuracy": None if row.accuracy is None else f"{row.accuracy:.2%}",
                "MiB": _rounded(row.size_mib),
            }
            for row in rows
        ],
        hide_index=True,
    )
