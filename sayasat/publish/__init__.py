"""Replaces a published site in one step."""
