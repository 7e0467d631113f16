"""Parses the Markdown of policies, reads its sections and blocks, and renders it as HTML."""
