"""The model in Triton Inference Server: a model repository with a Python backend, and the server's command line."""
