from __future__ import annotations

import pytest

from lab_inference.environment import choice, inference_threads
from lab_inference.start_error import ExitCode, StartError, exit_code_of


def test_a_server_that_ended_leaves_with_0() -> None:
    assert exit_code_of(lambda: None) == 0


def test_what_kept_a_server_from_starting_is_one_line_and_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    def serve() -> None:
        raise StartError(ExitCode.ENVIRONMENT, "127.0.0.1:80: permission denied.")

    assert exit_code_of(serve) == 4
    assert capsys.readouterr().err == "127.0.0.1:80: permission denied.\n"


def test_any_other_error_is_not_hidden() -> None:
    def serve() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        exit_code_of(serve)


def test_threads_are_optional_and_bounded() -> None:
    assert inference_threads({}) is None
    assert inference_threads({"ORT_INTRA_OP_NUM_THREADS": "4"}) == 4
    with pytest.raises(StartError, match="ORT_INTRA_OP_NUM_THREADS: is 0, but must be from 1 to 256"):
        inference_threads({"ORT_INTRA_OP_NUM_THREADS": "0"})


def test_a_choice_is_one_of_its_words_in_any_case() -> None:
    assert choice({"LEVEL": "Info"}, "LEVEL", ("info", "error")) == "info"
    with pytest.raises(StartError, match='LEVEL: is "loud", but must be one of info, error'):
        choice({"LEVEL": "loud"}, "LEVEL", ("info", "error"))
