"""The page for people: try the model on every server, send a batch through the queue, watch the lab.

`pages/` has one file per page. `answers`, `batch`, `cluster`, `metrics` and `report` fetch what they show, `history` keeps it for
charts, `lab` shares it between pages. `settings` reads the environment; `app`, `style` and `samples` are the frame.
"""
