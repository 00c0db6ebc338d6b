"""Work that stops mattering when its client hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from fastapi import Request
from starlette.requests import ClientDisconnect

T = TypeVar("T")


async def unless_gone(request: Request, work: Coroutine[None, None, T]) -> T:
    """The result of the work, which is cancelled when the client hangs up first.

    After an overload most waiting requests belong to clients that have timed out; answering them would delay the others.
    Read the body of the request first: the next message then is that the client is gone.

    Raises:
        ClientDisconnect: nobody waits for the result any more.
    """
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        gone.cancel()
        working.cancel()
