"""The rules that a text is checked by, one module for each kind."""
