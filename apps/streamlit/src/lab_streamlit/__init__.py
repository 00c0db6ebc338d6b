"""The page for people: try the model on every server, send a batch through the queue, watch the lab."""
