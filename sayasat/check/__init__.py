"""Checks policy texts before they are published. Each rule is a small function that yields violations."""
