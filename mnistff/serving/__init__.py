"""What stands between visitors and the pages: checked, counted and bounded. Imports no gradio."""
