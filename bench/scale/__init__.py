"""Measures time, memory and pages of Sayasat, Hugo and MkDocs on the same thousands of texts."""
