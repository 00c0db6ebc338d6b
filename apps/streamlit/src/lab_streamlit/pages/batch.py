"""Many texts through the queue, and their progress."""

from __future__ import annotations

import time

import streamlit as st

from lab_streamlit import lab
from lab_streamlit.batch import DONE, Batch, Job, progress, refresh, submit
from lab_streamlit.samples import batch_text

MOST_JOBS = 500
LOOK_SECONDS = 1.0


def render() -> None:
    st.title("Batch through the queue")
    st.caption("Every line becomes a job. Workers take jobs when they can; none is lost when they are slow or away for a while.")
    url = lab.settings().queue_url
    if url is None:
        st.info("The queue is not enabled. Set `services.queue.enabled: true` in lab.yaml.", icon=":material/info:")
        return
    with st.form("batch-form", border=False):
        text = st.text_area("Texts, one a line", value=batch_text(), height=170, key="lines")
        left, right = st.columns([1, 2], vertical_alignment="bottom")
        count = left.number_input(
            "Jobs", min_value=1, max_value=MOST_JOBS, value=40, help="The lines are taken in turn until there are so many."
        )
        pressed = right.form_submit_button("Submit the batch", type="primary", icon=":material/stacks:")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if pressed and not lines:
        st.warning("There is nothing to submit yet: write at least one line.", icon=":material/edit:")
    elif pressed:
        texts = [lines[index % len(lines)] for index in range(int(count))]
        with st.spinner(f"Submitting {len(texts)} jobs"):
            st.session_state["batch"] = submit(texts, url, lab.queue_client(), time.monotonic)
    if "batch" in st.session_state:
        is_done = st.session_state["batch"].finished is not None
        # A batch that is done needs no further look.
        st.fragment(_watch, run_every=None if is_done else LOOK_SECONDS)(url)


def _watch(url: str) -> None:
    batch: Batch = st.session_state["batch"]
    was_done = batch.finished is not None
    if not was_done:
        refresh(batch, url, lab.queue_client(), time.monotonic)
        if batch.finished is not None:
            st.rerun()
    _show(batch)


def _show(batch: Batch) -> None:
    now = progress(batch, time.monotonic())
    done = now.completed + now.failed
    st.progress(now.share, text=f"**{done} of {now.total}** jobs done" + ("" if done < now.total else f" in {now.seconds:.1f} s"))
    if batch.problem is not None:
        st.warning(batch.problem, icon=":material/cloud_off:")
    numbers = [
        ("Waiting", str(now.waiting), "accepted by the queue, no worker has it yet"),
        ("In work", str(now.active), "a worker has it"),
        (
            "Per second",
            "-" if now.jobs_per_second is None else f"{now.jobs_per_second:.1f}",
            "jobs done since the batch was sent",
        ),
        (
            "Wait, median",
            "-" if now.median_wait_ms is None else f"{now.median_wait_ms:.0f} ms",
            "from submit until a worker took the job",
        ),
    ]
    with st.container(key="numbers"):
        for column, (label, value, explained) in zip(st.columns(4), numbers, strict=True):
            column.metric(label, value, help=explained, border=True)
    if now.failed > 0:
        reason = next((job.problem for job in batch.jobs if job.problem is not None), "no reason given")
        st.error(f"{now.failed} of {now.total} jobs failed: {reason}.", icon=":material/error:")
    st.dataframe(
        [_row(job) for job in batch.jobs],
        hide_index=True,
        height=300,
        column_config={
            "text": st.column_config.TextColumn("Text", width="large"),
            "status": st.column_config.TextColumn("Status", width="small"),
            "spam": st.column_config.ProgressColumn("Spam", min_value=0, max_value=1, format="percent", width="small"),
            "wait": st.column_config.TextColumn("Wait", width="small"),
            "total": st.column_config.TextColumn("Total", width="small"),
        },
        column_order=["status", "spam", "wait", "total", "text"],
    )


def _row(job: Job) -> dict[str, object]:
    words = {"waiting": "waiting", "active": "in work", "completed": "done"}
    return {
        "text": job.text,
        "status": words.get(job.status, job.status) if job.status in DONE or job.status in words else "waiting",
        "spam": job.probability,
        "wait": _milliseconds(job.wait_ms),
        "total": _milliseconds(job.total_ms),
    }


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} ms"
