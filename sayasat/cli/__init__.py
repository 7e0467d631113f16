"""The command line ``sayasat``: its parser, the texts it can name, and proposals."""
