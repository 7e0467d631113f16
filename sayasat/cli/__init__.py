"""The command line ``sayasat``: its parser, arguments that name a text, and the check of proposed changes."""
