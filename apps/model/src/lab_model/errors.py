"""Errors meant for people: the message says what is wrong, where, and what to do."""

from __future__ import annotations


class ModelError(Exception):
    """Something about the model, its weights or its training data that a person has to mend."""
