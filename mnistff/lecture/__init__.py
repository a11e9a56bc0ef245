"""The lecture: its texts, the code that they show, the live results, and the notebook."""
