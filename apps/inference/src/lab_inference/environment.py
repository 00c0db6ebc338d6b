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


def _number(environment: Mapping[str, str], name: str, low: float, high: float, kind: str) -> float:
    text = required(environment, name)
    try:
        value = float(text) if kind == "a number" else int(text)
    except ValueError:
        raise StartError(ExitCode.CONFIG, f'environment variable {name}: is "{text}", not {kind}.') from None
    if not low <= value <= high:
        raise StartError(ExitCode.CONFIG, f"environment variable {name}: is {text}, but must be from {low:g} to {high:g}.")
    return value
