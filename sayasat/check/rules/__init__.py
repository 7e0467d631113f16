"""The rules that check the texts, one module for each kind of rule."""
