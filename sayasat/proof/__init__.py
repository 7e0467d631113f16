"""What proves the publication log: heads, seals, timestamps, and the checks that a stranger would make."""
