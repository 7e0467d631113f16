"""The commands that edit texts: the rules are applied to a plan first.

Then it is written whole or not at all.
"""
