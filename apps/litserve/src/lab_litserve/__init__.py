"""The model in LitServe, a common alternative to the lab's servers. Benchmarks only."""
