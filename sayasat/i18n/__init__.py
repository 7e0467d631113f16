"""Every text a person can see, in each language."""
