"""Builds the files of a site: one publication, its jobs, its workers and its writer."""
