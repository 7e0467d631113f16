"""Builds the files of a site: opens a publication, runs jobs in workers, writes files."""
