"""Engines play a plan and write a trace. `reference` is there to be read."""
