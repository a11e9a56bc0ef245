"""The colours that mean something, told once: style sheets, scripts and plots have them from here."""

FOR, AGAINST = "#e67800", "#0078ff"
"""What speaks for something, and against it."""
THIRD = "#12a06a"
"""A third line beside these two."""
ERROR = "#e5484d"
"""How many errors there are, in the confusion matrix."""
RUNS = (FOR, AGAINST, "#00a37a", "#c84bb5", ERROR, "#8b6cef", "#a08000", "#00a0b8")
"""Of the runs compared, as many as are kept."""
VARIABLES = {
    "for": FOR,
    "against": AGAINST,
    "third": THIRD,
    "error": ERROR,
    "paper": "#000",
    "ink": "#fff",
    "faint-ink": "#aaa",
    "faint": "color-mix(in srgb, var(--body-text-color) 72%, transparent)",
}
"""What style sheets call var(--mnist-NAME). Paper and ink are those of MNIST's images."""


def sheet() -> str:
    """The variables, for the whole page."""
    declared = "".join(f"--mnist-{name}: {value};" for name, value in VARIABLES.items())
    return f".gradio-container {{ {declared} }}\n"
