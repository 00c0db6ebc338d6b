from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from lab_streamlit.answers import Answer, Failure, classify
from lab_streamlit.settings import Protocol, Server


def ticking(step: float) -> Callable[[], float]:
    """A clock that advances by `step` seconds with every reading."""
    times = iter(index * step for index in range(1000))
    return lambda: next(times)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as made:
        yield made


@pytest.mark.parametrize("protocol", ["predict", "open-inference"])
def test_both_protocols_give_the_same_answer_for_the_same_text(lab, client: httpx.Client, protocol: Protocol) -> None:  # noqa: ANN001
    server = Server("one", lab.url, protocol)
    answer = classify(server, "you won a prize", client, ticking(0.05))
    assert answer == Answer(server, is_spam=True, probability=0.97, truncated=False, latency_ms=pytest.approx(50))
    assert classify(server, "minutes of the meeting", client, ticking(1)) == Answer(
        server, is_spam=False, probability=0.02, truncated=False, latency_ms=pytest.approx(1000)
    )


def test_text_reaches_the_server_as_it_was_written(lab, client: httpx.Client) -> None:  # noqa: ANN001
    text = 'zwei\nZeilen "und" 🙂'
    classify(Server("triton", lab.url, "open-inference"), text, client, ticking(1))
    assert lab.asked == [
        ("/v2/models/spam/infer", {"inputs": [{"name": "text", "shape": [1, 1], "datatype": "BYTES", "data": [text]}]})
    ]


def test_a_server_that_is_not_there_is_a_failure_with_its_address(nowhere: str, client: httpx.Client) -> None:
    failure = classify(Server("kserve", nowhere, "open-inference"), "text", client, ticking(1))
    assert isinstance(failure, Failure)
    assert failure.reason == f"is not reachable at `{nowhere}`"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((503, {"error": {"message": "The model is loading."}}), "answered 503: The model is loading."),
        ((400, {"error": "unexpected shape for input 'text'"}), "answered 400: unexpected shape for input 'text'"),
        ((502, "<html>"), "answered 502: Bad Gateway"),
        ((200, "no json"), "gave an answer that is not a prediction"),
        ((200, {"predictions": []}), "gave an answer that is not a prediction"),
        (
            (200, {"predictions": [{"label": "spam", "probability": 7, "truncated": False}]}),
            "gave an answer that is not a prediction",
        ),
        (
            (200, {"predictions": [{"label": "spam", "probability": "high", "truncated": False}]}),
            "gave an answer that is not a prediction",
        ),
    ],
)
def test_any_other_answer_is_a_failure_in_words(lab, client: httpx.Client, answer: tuple[int, object], reason: str) -> None:  # noqa: ANN001
    lab.answers["/v1/predict"] = answer
    failure = classify(Server("fastapi", lab.url, "predict"), "text", client, ticking(1))
    assert isinstance(failure, Failure)
    assert failure.reason == reason


def test_a_time_out_says_how_long_was_waited() -> None:
    def late(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late", request=request)

    with httpx.Client(transport=httpx.MockTransport(late)) as client:
        failure = classify(Server("fastapi", "http://fastapi", "predict"), "text", client, ticking(1))
    assert isinstance(failure, Failure)
    assert failure.reason == "did not answer within 10 s (`http://fastapi`)"
