"""Reads Git repositories. No other package runs Git."""
