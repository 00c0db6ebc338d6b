"""The model in LitServe, a server that people would pick instead. Benchmarks only."""
