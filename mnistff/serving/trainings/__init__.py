"""Trainings of visitors: who is next, what one takes, how it is done, and what is kept of it."""
