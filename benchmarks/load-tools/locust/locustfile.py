"""The scenario of plan.json on Locust: an open loop, each request at its own time in a greenlet of its own.

Locust's users are a closed loop: with `wait_time` a user that waits for an answer sends nothing, and the requests it would
have sent are never counted. Here one user keeps the schedule and spawns the requests, and the time that Locust records runs
from the intended send time, so that neither a slow server nor a late generator can hide.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

import gevent
from gevent.pool import Group
from locust import FastHttpUser, task
from locust.stats import CSV_STATS_INTERVAL_SEC

PLAN: dict[str, Any] = json.loads(Path(os.environ.get("LAB_LOAD_PLAN", "plan.json")).read_text())
SEND_AT_SECONDS: list[float] = [at / 1000 for at in PLAN["sendAtMs"]]
BODIES: list[bytes] = [body.encode() for body in PLAN["bodies"]]
HEADERS = {"content-type": "application/json", "accept": "application/json"}


def is_prediction(answer: object) -> bool:
    """Whether this is a valid answer of POST /v1/predict for one text."""
    if not isinstance(answer, dict):
        return False
    predictions = answer.get("predictions")
    if not isinstance(predictions, list) or len(predictions) != 1 or not isinstance(predictions[0], dict):
        return False
    probability = predictions[0].get("probability")
    return predictions[0].get("label") in ("spam", "ham") and isinstance(probability, int | float) and 0 <= probability <= 1


def outcome_of(response: Any) -> str:  # noqa: ANN401  Locust's response has no public type
    """`ok`, or the kind of error in the words that every load tool of the lab uses."""
    if response.status_code == 0:
        # The client wraps the socket's own error.
        cause = getattr(response.error, "original", response.error)
        return "timeout" if isinstance(cause, TimeoutError | gevent.Timeout) else "connection"
    if response.status_code >= 500:
        return "http-5xx"
    if response.status_code >= 400:
        return "http-4xx"
    try:
        return "ok" if response.status_code == 200 and is_prediction(json.loads(response.content)) else "wrong-answer"
    except ValueError:
        return "wrong-answer"


class Schedule(FastHttpUser):
    """One user that keeps the schedule; run it with `--headless --users 1`."""

    host = PLAN["url"]
    # As many requests at once as the schedule asks for.
    concurrency = 4096
    network_timeout = PLAN["timeoutMs"] / 1000
    connection_timeout = PLAN["timeoutMs"] / 1000

    @task
    def offer(self) -> None:
        """The whole scenario, then the end of the run."""
        under_way = Group()
        start = time.perf_counter()
        for index, at in enumerate(SEND_AT_SECONDS):
            wait = start + at - time.perf_counter()
            if wait > 0:
                gevent.sleep(wait)
            under_way.add(gevent.spawn(self.send, index, start + at))
        under_way.join()
        # Locust writes its CSV once an interval and not at the end: give it one whole interval after the last answer.
        gevent.sleep(2 * CSV_STATS_INTERVAL_SEC)
        self.environment.runner.quit()

    def send(self, index: int, intended: float) -> None:
        """One request; its time counts from `intended` on the clock of perf_counter, seconds."""
        body = BODIES[index % len(BODIES)]
        with self.client.post(PLAN["url"], data=body, headers=HEADERS, name="predict", catch_response=True) as response:
            outcome = outcome_of(response)
            # Without a time a request counts, but not in the percentiles: those are of answered requests only.
            response.request_meta["response_time"] = (time.perf_counter() - intended) * 1000 if outcome == "ok" else None
            if outcome == "ok":
                response.success()
            else:
                response.failure(outcome)
