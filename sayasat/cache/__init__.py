"""What builds keep for the next build: a database of parsed texts and redlines, and folders of pages."""
