"""Word documents of versions and of redlines."""
