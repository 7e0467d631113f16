"""Programs for the workflows on pull requests: the comment, the preview, the editor's language.

`sayasat.forge.comment` runs with a token that may write. It therefore imports only this package and the
standard library: no other package is installed, and no code of the pull request runs.
"""
