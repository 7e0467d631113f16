"""The pages of a site that MkDocs does not build."""
