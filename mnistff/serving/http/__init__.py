"""What a request passes before Gradio sees it; `middleware` lists it in order."""
