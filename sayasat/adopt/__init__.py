"""Whole sites out of repositories that were not made for them: ``sayasat adopt``; and new ones: ``init``."""
