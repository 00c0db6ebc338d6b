"""Synchronous inference over HTTP: FastAPI, uvicorn and onnxruntime.

`__main__`, `settings`, `server` start and stop the process; `app`, `schemas`, `errors`, `body`, `client_gone`, `request_watch`
are the HTTP interface; `serving` and `inference_line` run the model; `logs`, `metrics`, `prediction_log` tell what happened.
"""
