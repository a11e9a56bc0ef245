"""The Hub's client: its cache, its errors, its limits, and the process of its own that it works in."""
