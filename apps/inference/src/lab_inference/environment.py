"""Environment variables that a server cannot start without."""

from __future__ import annotations

from collections.abc import Mapping

from lab_inference.start_error import ExitCode, StartError


def required(environment: Mapping[str, str], name: str) -> str:
    """
    Raises:
        StartError: it is missing or empty.
    """
    value = environment.get(name)
    if not value:
        raise StartError(ExitCode.CONFIG, f"environment variable {name}: is not set.")
    return value


def whole_number(environment: Mapping[str, str], name: str, low: int, high: int) -> int:
    """
    Raises:
        StartError: it is missing, or no whole number in this range.
    """
    return int(_number(environment, name, low, high, "a whole number"))


def number(environment: Mapping[str, str], name: str, low: float, high: float) -> float:
    """
    Raises:
        StartError: it is missing, or no number in this range.
    """
    return _number(environment, name, low, high, "a number")


def choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of some words, in lower case.

    Raises:
        StartError: it is missing, or another word.
    """
    text = required(environment, name).lower()
    if text not in choices:
        raise StartError(ExitCode.CONFIG, f'environment variable {name}: is "{text}", but must be one of {", ".join(choices)}.')
    return text


def inference_threads(environment: Mapping[str, str]) -> int | None:
    """Of one inference call, when given.

    Raises:
        StartError: it is no number of threads.
    """
    name = "ORT_INTRA_OP_NUM_THREADS"
    return whole_number(environment, name, 1, 256) if name in environment else None


def _number(environment: Mapping[str, str], name: str, low: float, high: float, kind: str) -> float:
    text = required(environment, name)
    try:
        value = float(text) if kind == "a number" else int(text)
    except ValueError:
        raise StartError(ExitCode.CONFIG, f'environment variable {name}: is "{text}", not {kind}.') from None
    if not low <= value <= high:
        raise StartError(ExitCode.CONFIG, f"environment variable {name}: is {text}, but must be from {low:g} to {high:g}.")
    return value
