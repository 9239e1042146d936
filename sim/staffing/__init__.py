"""Staffing: how many clerks, which skills and which shifts, at least cost, and how sure that is."""
