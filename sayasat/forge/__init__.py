"""What pull requests need beside the texts: a comment, a preview, the editor's language.

Runs on the forge's machines. `sayasat.forge.comment` holds a token that may write, so it imports nothing but
this package: it runs on Python alone, with no package installed and no line of a proposal run.
"""
