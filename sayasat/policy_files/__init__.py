"""The files of policies: where they are, and what their heads and bodies say."""
