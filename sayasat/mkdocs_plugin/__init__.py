"""The only package that imports MkDocs: its events, and builds of sites."""
