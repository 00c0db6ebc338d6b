"""kserve's decoding of v2 bodies, for all clients that the protocol allows."""

from __future__ import annotations

from typing import Any

from kserve import InferRequest
from kserve.errors import InferenceError, InvalidInput
from kserve.protocol.dataplane import DataPlane

JSON_LENGTH_HEADER = "inference-header-content-length"


class TolerantDataPlane(DataPlane):  # type: ignore[misc]
    def decode_inference_request(self, body: Any, headers: dict[str, str], model_name: str) -> InferRequest:  # noqa: ANN401
        """A body without the length of its JSON part is JSON to its end, whatever its content type. tritonclient sends
        such bodies when no tensor is binary, and kserve (0.21.0) requires the length.

        Raises:
            InvalidInput: the body is not a v2 request.
        """
        if isinstance(body, bytes) and JSON_LENGTH_HEADER not in headers:
            headers = {**headers, JSON_LENGTH_HEADER: str(len(body))}
        try:
            return super().decode_inference_request(body, headers, model_name)
        except (KeyError, TypeError, ValueError, AttributeError, InferenceError) as error:
            if isinstance(error, InvalidInput):
                raise
            # A missing key, a length that is no number, text that is not UTF-8.
            raise InvalidInput(f"The body is not a v2 request ({type(error).__name__}: {error}).") from None
