"""The model without a server around it: its artifact, its text rule, its session. What every Python server of the lab shares.

`artifact` reads and checks a model, `text_rule` and `model` make predictions of texts, `v2` speaks the Open Inference Protocol;
`environment`, `cpu_limit` and `start_error` are for the start of a server, `process_tree` for its metrics.
"""
