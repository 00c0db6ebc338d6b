"""Job A of the quantization benchmark: makes the variants of a model and judges their answers. Speed is measured in Node.

`tasks`, `digits`, `own` are the models to examine; `work` makes the variants; `judge`, `statistics`, `explain` compare them.
"""
