"""Variants of a model: the same graph with other numbers in it (INT8, INT4, FP16), made by published recipes."""
