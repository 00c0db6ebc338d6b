from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from lab_streamlit.batch import progress, refresh, submit


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as made:
        yield made


def waiting(job_id: str, status: str = "waiting") -> dict[str, object]:
    started = "2026-11-24T12:00:00.100Z" if status == "active" else None
    times = {"createdAt": "2026-11-24T12:00:00.000Z", "startedAt": started, "finishedAt": None}
    return {"id": job_id, "status": status, **times, "result": None, "error": None}


def test_every_text_is_a_job_and_comes_back_with_its_times(lab, client: httpx.Client) -> None:  # noqa: ANN001
    batch = submit(["a", "b", "a"], lab.url, client, lambda: 100.0)
    assert [job.id for job in batch.jobs] == ["job-1", "job-2", "job-3"]
    assert progress(batch, 101.0).waiting == 3
    refresh(batch, lab.url, client, lambda: 102.0)
    done = progress(batch, 200.0)
    assert (done.completed, done.failed, done.waiting, done.share) == (3, 0, 0, 1.0)
    assert (done.seconds, done.jobs_per_second, done.median_wait_ms) == (2.0, 1.5, 250.0)
    assert (batch.jobs[0].is_spam, batch.jobs[0].probability, batch.jobs[0].total_ms) == (True, 0.97, 1000.0)


def test_progress_tells_waiting_from_active_and_does_not_ask_again_about_what_is_done(lab, client: httpx.Client) -> None:  # noqa: ANN001
    batch = submit(["a", "b", "c"], lab.url, client, lambda: 0.0)
    lab.answers["/v1/jobs/job-2"] = (200, waiting("job-2", "active"))
    lab.answers["/v1/jobs/job-3"] = (200, waiting("job-3"))
    refresh(batch, lab.url, client, lambda: 1.0)
    now = progress(batch, 1.0)
    assert (now.completed, now.active, now.waiting) == (1, 1, 1)
    assert batch.finished is None
    lab.asked.clear()
    refresh(batch, lab.url, client, lambda: 2.0)
    assert [path for path, _ in lab.asked] == ["/v1/jobs/job-2", "/v1/jobs/job-3"]


def test_a_job_that_failed_or_is_forgotten_counts_as_failed_with_its_reason(lab, client: httpx.Client) -> None:  # noqa: ANN001
    batch = submit(["a", "b"], lab.url, client, lambda: 0.0)
    failed = {**waiting("job-1"), "status": "failed", "error": {"code": "inference_failed", "message": "out of memory"}}
    lab.answers.update({"/v1/jobs/job-1": (200, failed), "/v1/jobs/job-2": (404, {})})
    refresh(batch, lab.url, client, lambda: 1.0)
    assert [(job.status, job.problem) for job in batch.jobs] == [
        ("failed", "out of memory"),
        ("lost", "the queue no longer knows it"),
    ]
    assert progress(batch, 1.0).failed == 2
    assert batch.finished == 1.0


def test_a_queue_that_goes_away_is_a_problem_for_now_and_no_lost_job(lab, nowhere: str, client: httpx.Client) -> None:  # noqa: ANN001
    batch = submit(["a"], lab.url, client, lambda: 0.0)
    refresh(batch, nowhere, client, lambda: 1.0)
    assert batch.problem is not None
    assert nowhere in batch.problem
    assert batch.jobs[0].status == "waiting"
    refresh(batch, lab.url, client, lambda: 2.0)
    assert (batch.problem, batch.jobs[0].status) == (None, "completed")


def test_a_queue_that_takes_nothing_ends_the_batch_at_once(nowhere: str, lab, client: httpx.Client) -> None:  # noqa: ANN001
    batch = submit(["a", "b"], nowhere, client, lambda: 5.0)
    assert batch.finished == 5.0
    assert progress(batch, 9.0).failed == 2
    assert batch.jobs[0].problem == f"the queue is not reachable at `{nowhere}`"
    lab.answers["/v1/jobs"] = (503, {})
    assert submit(["a"], lab.url, client, lambda: 0.0).jobs[0].problem == "the queue answered 503"


def test_clocks_that_differ_by_milliseconds_make_no_negative_wait(lab, client: httpx.Client) -> None:  # noqa: ANN001
    batch = submit(["a"], lab.url, client, lambda: 0.0)
    early = {**waiting("job-1", "active"), "startedAt": "2026-11-24T11:59:59.995Z"}
    lab.answers["/v1/jobs/job-1"] = (200, early)
    refresh(batch, lab.url, client, lambda: 1.0)
    assert batch.jobs[0].wait_ms == 0.0
