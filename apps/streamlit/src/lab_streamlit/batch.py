"""A batch of texts as jobs of the queue, and its progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from lab_streamlit.answers import TIMEOUT_SECONDS, reason_of

DONE = ("completed", "failed", "lost")


@dataclass
class Job:
    text: str
    id: str | None
    status: str
    """waiting, active, completed, failed; `lost` when the queue did not take it or no longer knows it."""

    is_spam: bool | None = None
    probability: float | None = None
    wait_ms: float | None = None
    total_ms: float | None = None
    problem: str | None = None


@dataclass
class Batch:
    started: float
    """Seconds on the clock of `progress`."""

    jobs: list[Job] = field(default_factory=list)
    finished: float | None = None
    problem: str | None = None
    """Why the queue cannot be asked, while that lasts."""


@dataclass(frozen=True)
class Progress:
    total: int
    completed: int
    failed: int
    active: int
    waiting: int
    seconds: float
    jobs_per_second: float | None
    """None before the first job is done."""

    median_wait_ms: float | None

    @property
    def share(self) -> float:
        return 1.0 if self.total == 0 else (self.completed + self.failed) / self.total


def submit(texts: Sequence[str], url: str, client: httpx.Client, clock: Callable[[], float]) -> Batch:
    """One job for each text. A text that the queue does not take counts as a lost job, with the reason."""
    batch = Batch(started=clock())
    for text in texts:
        batch.jobs.append(_submit_one(text, url, client))
    if all(job.status in DONE for job in batch.jobs):
        batch.finished = clock()
    return batch


def _submit_one(text: str, url: str, client: httpx.Client) -> Job:
    try:
        response = client.post(f"{url}/v1/jobs", json={"text": text}, timeout=TIMEOUT_SECONDS)
        if response.status_code == 202:
            return Job(text, str(response.json()["id"]), "waiting")
        problem = f"the queue answered {response.status_code}"
    except httpx.HTTPError as error:
        problem = f"the queue {reason_of(error, url)}"
    except (ValueError, KeyError):
        problem = "the queue gave an answer that names no job"
    return Job(text, None, "lost", problem=problem)


def refresh(batch: Batch, url: str, client: httpx.Client, clock: Callable[[], float]) -> None:
    """Asks the queue about every job that is not done."""
    batch.problem = None
    for job in batch.jobs:
        if job.status in DONE:
            continue
        try:
            response = client.get(f"{url}/v1/jobs/{job.id}", timeout=TIMEOUT_SECONDS)
        except httpx.HTTPError as error:
            # It may come back: the jobs are in Redis.
            batch.problem = f"The queue {reason_of(error, url)}. Its jobs are kept; this page asks again."
            return
        if response.status_code == 404:
            job.status, job.problem = "lost", "the queue no longer knows it"
        elif response.status_code == 200:
            _update(job, response.json())
    if batch.finished is None and all(job.status in DONE for job in batch.jobs):
        batch.finished = clock()


def _update(job: Job, body: dict[str, Any]) -> None:
    job.status = str(body["status"])
    created, started, finished = (_time(body.get(name)) for name in ("createdAt", "startedAt", "finishedAt"))
    if created is not None and started is not None:
        # Written by different processes, whose clocks may differ by a few milliseconds.
        job.wait_ms = max(0.0, (started - created).total_seconds() * 1000)
    if created is not None and finished is not None:
        job.total_ms = (finished - created).total_seconds() * 1000
    if body.get("result"):
        one = body["result"]["predictions"][0]
        job.is_spam, job.probability = one["label"] == "spam", float(one["probability"])
    if body.get("error"):
        job.problem = str(body["error"]["message"])


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def progress(batch: Batch, now: float) -> Progress:
    """Progress of the batch at `now`."""
    count = {status: sum(job.status == status for job in batch.jobs) for status in ("completed", "failed", "lost", "active")}
    failed = count["failed"] + count["lost"]
    seconds = (batch.finished if batch.finished is not None else now) - batch.started
    waits = sorted(job.wait_ms for job in batch.jobs if job.wait_ms is not None)
    return Progress(
        total=len(batch.jobs),
        completed=count["completed"],
        failed=failed,
        active=count["active"],
        waiting=len(batch.jobs) - count["completed"] - failed - count["active"],
        seconds=seconds,
        jobs_per_second=count["completed"] / seconds if count["completed"] > 0 and seconds > 0 else None,
        median_wait_ms=waits[len(waits) // 2] if waits else None,
    )
