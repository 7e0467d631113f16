"""Word documents (Office Open XML) of versions and of redlines."""
