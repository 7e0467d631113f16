"""The commands that edit texts: a plan is made and judged by the rules first, then written whole or not at all."""
