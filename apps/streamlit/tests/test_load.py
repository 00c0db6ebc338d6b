from __future__ import annotations

import json
import time
from pathlib import Path

import httpx

from lab_streamlit.load import LoadResult, Sample, run_load
from lab_streamlit.report import latest_variants
from lab_streamlit.settings import Server


def of(*latencies: float | None) -> LoadResult:
    return LoadResult("one", "", 1.0, tuple(Sample(float(at), latency) for at, latency in enumerate(latencies)))


def test_percentiles_are_latencies_that_happened_and_failures_are_counted_apart() -> None:
    result = of(*[40.0] * 19, 900.0, None)
    assert result.percentile(0.5) == 40.0
    assert result.percentile(0.95) == 40.0
    assert result.percentile(0.96) == 900.0
    assert result.failed == 1
    assert of(None).percentile(0.95) is None


def test_every_request_of_the_shape_is_sent_with_the_texts_in_turn(lab) -> None:  # noqa: ANN001
    shares: list[float] = []
    with httpx.Client(trust_env=False) as client:
        server = Server("fastapi", lab.url, "predict")
        result = run_load(server, ["a prize", "minutes"], (200, 0.05), client, time.perf_counter, time.sleep, shares.append)
    assert len(result.samples) == 10
    assert sorted(body["text"] for _, body in lab.asked) == ["a prize"] * 5 + ["minutes"] * 5
    assert result.failed == 0
    assert shares[-1] == 1.0
    assert [sample.due_seconds for sample in result.samples] == [index / 200 for index in range(10)]


def test_latency_counts_from_when_a_request_was_due_so_that_a_late_start_shows(lab) -> None:  # noqa: ANN001
    with httpx.Client(trust_env=False) as client:
        # A clock that is half a second on at every look, and a sleep that returns at once: nothing can leave on time.
        ticks = iter(index * 0.5 for index in range(10_000))
        result = run_load(
            Server("fastapi", lab.url, "predict"),
            ["x"],
            (1000, 0.003),
            client,
            lambda: next(ticks),
            lambda _: None,
            lambda _: None,
        )
    assert all(sample.latency_ms is not None and sample.latency_ms >= 500 for sample in result.samples)


def test_a_server_that_is_not_there_fails_every_request(nowhere: str) -> None:
    with httpx.Client(trust_env=False) as client:
        result = run_load(
            Server("fastapi", nowhere, "predict"), ["x"], (100, 0.03), client, time.perf_counter, time.sleep, lambda _: None
        )
    assert result.failed == len(result.samples) == 3


def test_the_variant_that_answered_is_told(lab) -> None:  # noqa: ANN001
    one = {"label": "ham", "probability": 0.1, "truncated": False}
    lab.answers["/v1/predict"] = (200, {"model": {"variant": "int8"}, "predictions": [one]})
    with httpx.Client(trust_env=False) as client:
        result = run_load(
            Server("fastapi", lab.url, "predict"), ["x"], (100, 0.02), client, time.perf_counter, time.sleep, lambda _: None
        )
    assert result.variant == "int8"


def test_variants_of_the_latest_run_are_read_and_nothing_else(tmp_path: Path) -> None:
    assert latest_variants(None) == []
    assert latest_variants(str(tmp_path)) == []
    rows = [
        {"table": "Variants", "variant": "int8", "recommended": True, "p95Ms": 30.5, "accuracy": 0.965, "sizeBytes": 2**20},
        {"table": "In words", "variant": "int8", "paragraph": "…"},
    ]
    results = [{"kind": "load", "rows": [{"p95Ms": 1}]}, {"kind": "quantization", "rows": rows}]
    (tmp_path / "results.json").write_text(json.dumps({"results": results}))
    [row] = latest_variants(str(tmp_path))
    assert (row.name, row.is_recommended, row.p95_ms, row.accuracy, row.size_mib) == ("int8", True, 30.5, 0.965, 1.0)
