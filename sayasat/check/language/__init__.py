"""What the rules know of the languages: prose, figures, numerals, scripts and spelling."""
