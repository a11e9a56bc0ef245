"""A feed-forward network for MNIST: train it, keep it, draw for it, and see where it fails."""
