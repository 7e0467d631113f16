"""Reads texts in Kyrgyz, Russian and English for the rules: prose, figures, numerals, scripts, spelling."""
