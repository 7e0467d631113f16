"""What proves the publication log: heads, seals, timestamps, and their verification."""
