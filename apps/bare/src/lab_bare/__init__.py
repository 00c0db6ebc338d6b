"""onnxruntime in a loop, without a server around it: the limit that servers are compared with."""
