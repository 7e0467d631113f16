"""How many slips the check catches."""
