"""Draws the pen-stroke test set when it is imported, for whoever is forked from this process."""

from mnistff.strokes import evaluation_set

evaluation_set()
