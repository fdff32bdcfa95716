"""The weekly e-mail: which figures changed most, and where."""
