"""The commands that edit policy files.

Each makes a plan, applies the version rules to it in a dry run, and then writes all of its files or none.
"""
