"""Sayasat publishes legal texts from Git: dated versions, change logs and feeds out of its history."""
