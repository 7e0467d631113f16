"""The files of policies: their paths, their front matter and their bodies."""
