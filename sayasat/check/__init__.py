"""What a good colleague would see in a text before it is published: rules, each a small function."""
