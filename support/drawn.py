"""Draws the pen-stroke test set when it is imported, for whoever is forked from this process."""

import torch

from mnistff.strokes import evaluation_set

torch.set_num_threads(1)  # torch's others would not be there after a fork, and be waited for for ever
evaluation_set()
