"""What changed between two texts: compared, counted, and written as HTML, text, JSON and Markdown."""
