"""Replaces a published site as a whole, in one step."""
