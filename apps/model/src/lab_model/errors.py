"""Errors meant for people: the message says what is wrong, where, and what to do."""

from __future__ import annotations


class ModelError(Exception):
    """Something is wrong with the model, its weights or its training data, and a person has to fix it."""
