"""The page for people: try the model on every server, send a batch through the queue, watch the lab.

`pages/` has one file per page;
`answers`, `batch`, `cluster`, `history`, `lab`, `metrics`, `report` and `samples` fetch what they show.
"""
