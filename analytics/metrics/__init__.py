"""One class per metric: what it is called, how it is counted, and the one expression that counts it."""
