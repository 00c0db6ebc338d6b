"""Synchronous inference over HTTP: FastAPI, uvicorn and onnxruntime."""
