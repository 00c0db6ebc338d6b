"""kserve's server on one address; the original listens on all of them."""

from __future__ import annotations

import asyncio
import logging
from concurrent import futures
from typing import Any

from grpc import aio
from kserve import ModelServer
from kserve.protocol.grpc import grpc_predict_v2_pb2_grpc
from kserve.protocol.grpc.interceptors import ExceptionToStatusInterceptor
from kserve.protocol.grpc.server import GRPCServer
from kserve.protocol.grpc.servicer import InferenceServicer
from kserve.protocol.rest.server import RESTServer

from lab_kserve.data_plane import TolerantDataPlane

FINISH_WITHIN_SECONDS = 25
"""Kubernetes kills 30 s after SIGTERM."""

MAX_MESSAGE_BYTES = 8 * 1024 * 1024
GRPC_THREADS = 4


class HostServer(ModelServer):  # type: ignore[misc]
    """The same servers and options as `kserve.ModelServer.start` (0.21.0) for one process, apart from the address."""

    def __init__(self, host: str, http_port: int, grpc_port: int) -> None:
        super().__init__(
            http_port=http_port,
            grpc_port=grpc_port,
            enable_latency_logging=False,
            grace_period=FINISH_WITHIN_SECONDS,
        )
        # Three log lines per request are most of what the server would write.
        for name in ("kserve.trace", "uvicorn.access"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._host = host
        self.dataplane = TolerantDataPlane(model_registry=self.registered_models)

    def start(self, models: list[Any]) -> None:
        self._register_and_check_atleast_one_model_is_ready(models)
        rest = RESTServer(
            "kserve.model_server:app",
            self.dataplane,
            self.model_repository_extension,
            self.http_port,
            grace_period=self.grace_period,
            timeout_keep_alive=self.timeout_keep_alive,
        )
        rest.config.host = self._host
        self._grpc_server = HostGrpcServer(self._host, self.grpc_port, self)
        self.servers += [rest.start(), self._grpc_server.start(GRPC_THREADS)]
        self.register_signal_handler()
        asyncio.run(self._serve())


class HostGrpcServer(GRPCServer):  # type: ignore[misc]
    def __init__(self, host: str, port: int, server: ModelServer) -> None:
        super().__init__(port, server.dataplane, server.model_repository_extension, {}, server.grace_period)
        self._address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    async def start(self, max_workers: int) -> None:
        limits = [(f"grpc.max_{way}_message_length", MAX_MESSAGE_BYTES) for way in ("send", "receive")]
        # Without kserve's interceptor that logs every call.
        self._server = aio.server(
            futures.ThreadPoolExecutor(max_workers=max_workers), interceptors=(ExceptionToStatusInterceptor(),), options=limits
        )
        servicer = InferenceServicer(self._data_plane, self._model_repository_extension)
        grpc_predict_v2_pb2_grpc.add_GRPCInferenceServiceServicer_to_server(servicer, self._server)
        self._server.add_insecure_port(self._address)
        await self._server.start()
        await self._server.wait_for_termination()
