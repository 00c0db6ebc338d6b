"""The lab's spam filter: trained, built into an artifact, checked and varied. Servers read the artifact with `lab_inference`.

`corpus`, `grouping`, `splits`, `embeddings`, `train` make the head from e-mails (`logistic`, `quadratic`, `metrics`, `head`);
`weights`, `graph`, `tokenizer`, `text`, `text_rule`, `build` make the artifact; `reference`, `verify`, `evaluate` check it;
`variants/` makes INT8 and others of it.
"""
