"""The cache of builds: a database of parsed texts and redlines, and page folders."""
