"""Versions of policies, made of the revisions in Git's history."""
