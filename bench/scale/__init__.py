"""Thousands of versions: time, memory and pages of Sayasat, of Hugo and of MkDocs, on the same texts."""
