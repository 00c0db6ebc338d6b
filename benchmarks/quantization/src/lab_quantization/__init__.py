"""Job A of the quantization benchmark: makes the variants of a model and judges their answers. Speed is measured in Node."""
