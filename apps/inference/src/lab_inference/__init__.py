"""The model without a server around it: its artifact, its text rule, its session. Every Python server of the lab shares it.

`artifact` reads and checks a model, `text_rule` and `model` turn texts into predictions, `v2` speaks the Open Inference Protocol;
`environment`, `cpu_limit` and `start_error` are for the start of a server, `process_tree` for its metrics.
"""
