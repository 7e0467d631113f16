"""Compares two texts, counts the changes, and writes them as HTML, text, JSON and Markdown."""
