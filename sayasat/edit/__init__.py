"""The commands that edit texts: a plan is judged by the rules first, then written whole or not at all."""
