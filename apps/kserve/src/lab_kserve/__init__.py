"""The model as a KServe predictor: v1 and v2 over HTTP, v2 over gRPC."""
