"""Malicious and broken clients on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from lab_fastapi.connection import BoundedConnection, ConnectionLimits

LARGE = b"a" * 32 * 1024 * 1024


async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(LARGE))]})
    await send({"type": "http.response.body", "body": LARGE})


def on_a_server(
    limits: ConnectionLimits, use: Callable[[asyncio.StreamReader, asyncio.StreamWriter, uvicorn.Server], Awaitable[None]]
) -> None:
    class Connection(BoundedConnection):
        pass

    Connection.limits = limits

    async def run() -> None:
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, http=Connection, lifespan="off", log_config=None))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0)
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(30):
            await use(reader, writer, server)
        writer.close()
        server.should_exit = True
        await serving

    asyncio.run(run())


def test_headers_that_do_not_end_are_refused() -> None:
    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _server: uvicorn.Server) -> None:
        writer.write(b"GET / HTTP/1.1\r\nx: " + b"a" * 5000)
        assert (await reader.read()).startswith(b"HTTP/1.1 431 ")

    on_a_server(ConnectionLimits(header_bytes=4000), use)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nx: "])
def test_a_connection_without_complete_headers_is_closed(sent: bytes) -> None:
    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _server: uvicorn.Server) -> None:
        writer.write(sent)
        # An aborted connection is either at its end or reset for the other side.
        with suppress(ConnectionResetError):
            assert await reader.read() == b""

    on_a_server(ConnectionLimits(header_seconds=0.05), use)


def test_a_client_that_does_not_read_its_answer_is_cut_off() -> None:
    async def use(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: uvicorn.Server) -> None:
        writer.transport.pause_reading()
        writer.write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        while not server.server_state.total_requests:
            await asyncio.sleep(0.001)
        while server.server_state.connections:
            await asyncio.sleep(0.001)

    on_a_server(ConnectionLimits(unread_seconds=0.05), use)


def test_requests_one_after_the_other_on_one_connection_are_answered() -> None:
    async def use(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _server: uvicorn.Server) -> None:
        for _ in range(3):
            writer.write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 ")
            assert len(await reader.readexactly(len(LARGE))) == len(LARGE)

    on_a_server(ConnectionLimits(header_bytes=4000), use)
