from __future__ import annotations

import threading
from typing import Any

import pytest

from lab_fastapi.prediction_log import MAX_PENDING, PredictionLog, PredictionRecord, open_prediction_log
from lab_fastapi.settings import WandbSettings

RECORD = PredictionRecord(characters=12, label="spam", probability=0.75, latency_ms=3.5)


class RecordingRun:
    def __init__(self) -> None:
        self.logged: list[dict[str, Any]] = []
        self.finished = False

    def log(self, data: dict[str, Any]) -> None:
        self.logged.append(data)

    def finish(self) -> None:
        self.finished = True


def test_records_are_sent_without_any_text_and_the_run_is_finished_at_the_end() -> None:
    run = RecordingRun()
    log = PredictionLog(lambda: run, 1.0, lambda: 0.0)
    log.offer(RECORD)
    log.close()
    assert run.logged == [{"characters": 12, "label": "spam", "probability": 0.75, "latency_ms": 3.5}]
    assert run.finished


def test_the_sample_rate_decides_which_predictions_are_logged() -> None:
    draws = iter([0.0, 0.24, 0.25, 0.99])
    log = PredictionLog(RecordingRun, 0.25, lambda: next(draws))
    assert [log.sampled() for _ in range(4)] == [True, True, False, False]
    log.close()


def test_a_service_that_does_not_keep_up_loses_records_instead_of_holding_requests() -> None:
    release = threading.Event()

    def slow_start() -> RecordingRun:
        release.wait(10)
        return RecordingRun()

    log = PredictionLog(slow_start, 1.0, lambda: 0.0)
    for _ in range(MAX_PENDING + 3):
        log.offer(RECORD)
    assert log.dropped == 3
    release.set()
    log.close()


def test_a_service_that_fails_is_logged_once_and_serving_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def failing_start() -> RecordingRun:
        raise RuntimeError("no network")

    log = PredictionLog(failing_start, 1.0, lambda: 0.0)
    log.offer(RECORD)
    log.close()
    assert "not logged to W&B" in caplog.text


def test_without_the_package_logging_is_off_and_said_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "wandb", None)
    assert open_prediction_log(WandbSettings(1.0, "online"), {}, lambda: 0.0) is None
    assert "not installed" in caplog.text
