"""The only package that runs Git."""
