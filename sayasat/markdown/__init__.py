"""The Markdown of policies: parsed, read as sections and blocks, rendered as HTML."""
