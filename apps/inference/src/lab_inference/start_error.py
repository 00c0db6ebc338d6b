"""A mistake or a shortage that keeps the server from starting, reported in one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the lab that this program uses."""

    OK = 0
    FAILURE = 1
    CONFIG = 3
    ENVIRONMENT = 4
    ARTIFACT = 5


class StartError(Exception):
    """Shown without a traceback; the message says where, what, and what to do."""

    def __init__(self, exit_code: ExitCode, message: str) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def exit_code_of(serve: Callable[[], None]) -> int:
    """Run a server to its end. If it cannot start, the reason goes to stderr."""
    try:
        serve()
    except StartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return ExitCode.OK
