"""Output analysis: what follows from numbers of independent replications, and with what confidence."""
