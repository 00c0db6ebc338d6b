"""The scenario of plan.json on Locust: an open loop, each request at its own time in a greenlet of its own.

Locust's users are a closed loop: with `wait_time` a user that waits for an answer sends nothing, and the requests it would
have sent are never counted. Here one user keeps the schedule and spawns the requests, and the time that Locust records runs
from the intended send time, so that neither a slow server nor a late generator can hide.
"""

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import gevent
from gevent.pool import Group
from locust import FastHttpUser, task
from locust.stats import CSV_STATS_INTERVAL_SEC

PLAN: dict[str, Any] = json.loads(Path(os.environ.get("LAB_LOAD_PLAN", "plan.json")).read_text())
SEND_AT_SECONDS: list[float] = [at / 1000 for at in PLAN["sendAtMs"]]
REQUESTS: list[dict[str, str]] = PLAN["requests"]
SUCCESS: dict[str, Any] = PLAN["success"]


def python_pattern(pattern: str) -> re.Pattern[str]:
    """The same regular expression as in JavaScript, where `$` is the very end and `\\d` and `\\w` are ASCII."""
    parts = re.findall(r"\\.|\[(?:\\.|[^\]\\])*\]|.", pattern, re.DOTALL)
    return re.compile("".join(r"\Z" if part == "$" else part for part in parts), re.ASCII)


VALUES = [(one["steps"], python_pattern(one["pattern"])) for one in SUCCESS["json"]]
WHOLE = None if SUCCESS["matches"] is None else python_pattern(SUCCESS["matches"])
MISSING = object()


def value_at(document: object, steps: list[Any]) -> object:
    """What lies there, or MISSING."""
    here = document
    for step in steps:
        if isinstance(step, str):
            here = here.get(step, MISSING) if isinstance(here, dict) else MISSING
        elif not isinstance(here, list):
            return MISSING
        elif isinstance(step, int):
            here = here[step] if step < len(here) else MISSING
        else:
            chosen = [one for one in here if isinstance(one, dict) and one.get(step["field"]) == step["equals"]]
            here = chosen[0] if chosen else MISSING
    return here


def text_of(value: object) -> str:
    """A text without its quotes, anything else as JSON in JavaScript writes it: no blanks, 1 and not 1.0."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def is_right(text: str) -> bool:
    """Whether an answer passes the success check. Raises ValueError when it is not JSON and should be."""
    if WHOLE is not None and WHOLE.search(text) is None:
        return False
    if not VALUES:
        return True
    document = json.loads(text)
    found = [(value_at(document, steps), pattern) for steps, pattern in VALUES]
    return all(value is not MISSING and pattern.search(text_of(value)) for value, pattern in found)


def is_expected(status: int) -> bool:
    """Whether a right answer has that status."""
    statuses = SUCCESS["statuses"]
    return 200 <= status <= 299 if statuses is None else status in statuses


def outcome_of(response: Any) -> str:  # noqa: ANN401  Locust's response has no public type
    """`ok`, or the kind of error in the words that every load tool of the lab uses."""
    if response.status_code == 0:
        # The client wraps the socket's own error.
        cause = getattr(response.error, "original", response.error)
        return "timeout" if isinstance(cause, TimeoutError | gevent.Timeout) else "connection"
    if not is_expected(response.status_code):
        if response.status_code >= 500:
            return "http-5xx"
        return "http-4xx" if response.status_code >= 400 else "wrong-answer"
    try:
        return "ok" if is_right((response.content or b"").decode(errors="replace")) else "wrong-answer"
    except ValueError:
        return "wrong-answer"


class Schedule(FastHttpUser):
    """One user that keeps the schedule; run it with `--headless --users 1`."""

    host = REQUESTS[0]["url"]
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
        request = REQUESTS[index % len(REQUESTS)]
        with self.client.request(
            PLAN["method"],
            request["url"],
            data=request["body"].encode() or None,
            headers=PLAN["headers"],
            name="request",
            catch_response=True,
            allow_redirects=False,
        ) as response:
            outcome = outcome_of(response)
            # Without a time a request counts, but not in the percentiles: those are of answered requests only.
            response.request_meta["response_time"] = (time.perf_counter() - intended) * 1000 if outcome == "ok" else None
            if outcome == "ok":
                response.success()
            else:
                response.failure(outcome)
