"""What the pages ask for, found, checked and bounded. Imports no gradio."""
