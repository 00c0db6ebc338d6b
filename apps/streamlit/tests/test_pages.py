"""The pages as Streamlit runs them, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="Streamlit has an environment of its own; ./lab test runs these tests in it")

from streamlit.testing.v1 import AppTest

TIMEOUT_SECONDS = 60


def page(name: str) -> AppTest:
    """One part of the page as a script of its own."""
    return AppTest.from_string(f"from lab_streamlit.pages import {name}\n{name}.render()\n", default_timeout=TIMEOUT_SECONDS)


def shown(at: AppTest) -> str:
    parts = [*at.title, *at.markdown, *at.caption, *at.error, *at.warning, *at.info]
    return "\n".join([*(str(part.value) for part in parts), *(f"{metric.label}: {metric.value}" for metric in at.metric)])


@pytest.fixture(autouse=True)
def no_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FASTAPI_URL", "TRITON_URL", "KSERVE_URL", "QUEUE_URL", "LAB_KUBERNETES_API", "LAB_REPORT_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_a_text_goes_to_every_server_and_a_dead_one_is_shown_as_such(lab, nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN001
    monkeypatch.setenv("FASTAPI_URL", lab.url)
    monkeypatch.setenv("TRITON_URL", lab.url)
    monkeypatch.setenv("KSERVE_URL", nowhere)
    at = page("classify").run()
    at.text_area(key="text").set_value("you won a prize")
    at.button[0].click().run()
    assert not at.exception
    assert [metric.value for metric in at.metric] == ["97.00%", "97.00%"]
    text = shown(at)
    assert "**fastapi**  :red-badge" in text
    assert "**kserve**  :gray-badge" in text
    assert f"kserve is not reachable at `{nowhere}`." in text
    assert "They agree; their probabilities differ by at most 0.000000." in text


def test_servers_that_disagree_are_told_apart(lab, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN001
    other = {"outputs": [{"name": "probability", "data": [0.1]}, {"name": "label", "data": ["ham"]}]}
    lab.answers["/v2/models/spam/infer"] = (200, other)
    monkeypatch.setenv("FASTAPI_URL", lab.url)
    monkeypatch.setenv("TRITON_URL", lab.url)
    at = page("classify").run()
    at.text_area(key="text").set_value("a prize")
    at.button[0].click().run()
    assert "They do not agree; their probabilities differ by at most 0.870000." in shown(at)


def test_a_load_goes_to_every_server_in_turn_and_is_kept_for_comparison(lab, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN001
    monkeypatch.setenv("FASTAPI_URL", lab.url)
    monkeypatch.setenv("TRITON_URL", lab.url)
    at = page("load").run()
    at.number_input(key="load-rps").set_value(20)
    at.number_input(key="load-seconds").set_value(1)
    at.button[0].click().run()
    assert not at.exception
    assert [path for path, _ in lab.asked].count("/v1/predict") == 20
    assert [path for path, _ in lab.asked].count("/v2/models/spam/infer") == 20
    assert "triton at 20 requests/s: 95 of 100 answers took at most" in shown(at)
    assert list(at.dataframe[0].value["server"]) == ["fastapi", "triton"]


def test_nothing_is_asked_for_an_empty_message(lab, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN001
    monkeypatch.setenv("FASTAPI_URL", lab.url)
    at = page("classify").run()
    at.text_area(key="text").set_value("  \n ")
    at.button[0].click().run()
    assert "There is nothing to classify yet" in shown(at)
    assert lab.asked == []


def test_a_batch_is_as_many_jobs_as_asked_for_and_shows_when_they_are_done(lab, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN001
    monkeypatch.setenv("QUEUE_URL", lab.url)
    at = page("batch").run()
    at.text_area(key="lines").set_value("a prize\n\n  the minutes  ")
    at.number_input[0].set_value(5)
    at.button[0].click().run()
    assert not at.exception
    submitted = [body["text"] for path, body in lab.asked if path == "/v1/jobs"]
    assert submitted == ["a prize", "the minutes", "a prize", "the minutes", "a prize"]
    text = shown(at.run())
    assert "Waiting: 0" in text
    assert "Wait, median: 250 ms" in text


def test_a_queue_that_is_not_there_fails_the_batch_with_its_address(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_URL", nowhere)
    at = page("batch").run()
    at.button[0].click().run()
    assert not at.exception
    assert f"40 of 40 jobs failed: the queue is not reachable at `{nowhere}`." in shown(at)


def test_live_shows_workloads_with_their_scaler(lab, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN001
    monkeypatch.setenv("LAB_KUBERNETES_API", lab.url)
    fastapi = {"metadata": {"name": "fastapi"}, "spec": {}, "status": {"replicas": 3, "readyReplicas": 2}}
    space = "/namespaces/ml-scaling-lab"
    lab.answers.update(
        {
            f"/api/v1{space}/pods": (200, {"items": []}),
            f"/apis/apps/v1{space}/deployments": (200, {"items": [fastapi]}),
            f"/apis/apps/v1{space}/statefulsets": (200, {"items": []}),
        }
    )
    at = page("live").run()
    assert not at.exception
    text = shown(at)
    assert "Ready pods: 2 / 3" in text
    assert "**fastapi**  :orange-badge[starting]" in text


def test_live_says_when_there_is_no_api_or_it_is_gone(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is no Kubernetes API to watch" in shown(page("live").run())
    monkeypatch.setenv("LAB_KUBERNETES_API", nowhere)
    assert f"The Kubernetes API is not reachable at {nowhere}" in shown(page("live").run())


def test_the_latest_report_is_offered_with_what_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_REPORT_DIR", str(tmp_path))
    assert "No run has left a report" in shown(page("report").run())
    (tmp_path / "report.html").write_text("<!doctype html><title>report</title>")
    results = [{"name": "load/fastapi", "verdict": {"pass": True}}, {"name": "load/tools", "verdict": {"pass": False}}]
    (tmp_path / "results.json").write_text(json.dumps({"results": results}))
    text = shown(page("report").run())
    assert ":green-badge[:material/check: load/fastapi]" in text
    assert ":red-badge[:material/close: load/tools]" in text


def test_a_lab_without_servers_says_what_to_enable() -> None:
    assert "services.fastapi.enabled: true" in shown(page("classify").run())
    assert "services.queue.enabled: true" in shown(page("batch").run())
