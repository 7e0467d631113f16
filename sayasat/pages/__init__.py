"""The content of the pages about policies, most of which MkDocs does not build."""
