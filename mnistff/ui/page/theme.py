"""How the page looks: Gradio's theme and the style sheets' variables, from the same colours."""

from typing import Any

from gradio.themes import Base

from mnistff.ui.page.colours import AGAINST, BOARD, DARK, ERROR, FOR, LIGHT, RUNS, THIRD

FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
"""The system's own: nothing has to be fetched, and no letter is missing in bold."""
VARIABLES = {
    "for": FOR,
    "against": AGAINST,
    "third": THIRD,
    "error": ERROR,
    "paper": "#000",
    "ink": "#fff",
    "board": BOARD.page,
    "board-card": BOARD.card,
    "chalk": BOARD.text,
    "dust": BOARD.soft,
    "rim": BOARD.line,
    "faint": "var(--body-text-color-subdued)",
    **{f"run-{number}": colour for number, colour in enumerate(RUNS)},
}
"""What style sheets call var(--mnist-NAME), beside Gradio's own variables."""


def sheet() -> str:
    """The variables, for the whole page."""
    declared = "".join(f"--mnist-{name}: {value};" for name, value in VARIABLES.items())
    return f".gradio-container {{ {declared} }}\n"


def make_theme() -> Base:
    """Black on white and white on black; buttons and marks are as black as the text."""
    theme = Base(font=list(FONT), font_mono=list(MONO), text_size="md", radius_size="md")
    of_both: dict[str, Any] = {"color_accent": "*body_text_color"}
    for end, ground in (("", LIGHT), ("_dark", DARK)):
        named = {
            ground.page: ("body_background_fill", "button_primary_text_color"),
            ground.card: ("background_fill_primary", "block_background_fill", "input_background_fill"),
            ground.text: (
                *("body_text_color", "block_title_text_color", "block_label_text_color", "loader_color"),
                *("button_primary_background_fill", "button_secondary_text_color", "slider_color"),
                *("checkbox_label_text_color", "checkbox_label_text_color_selected"),
            ),
            ground.soft: (
                *("body_text_color_subdued", "input_placeholder_color", "block_info_text_color"),
                *("button_primary_background_fill_hover", "checkbox_border_color"),
            ),
            ground.line: ("border_color_primary", "input_border_color", "button_secondary_border_color"),
        }
        for colour, names in named.items():
            of_both |= {f"{name}{end}": colour for name in names}
        of_both |= {
            f"button_secondary_background_fill{end}": ground.card,
            f"button_secondary_background_fill_hover{end}": ground.line,
            f"background_fill_secondary{end}": f"color-mix(in srgb, {ground.line} 45%, {ground.page})",
            f"color_accent_soft{end}": ground.line,
            f"block_border_width{end}": "0px",
            f"button_border_width{end}": "1px",
            f"input_border_width{end}": "1px",
            f"block_shadow{end}": "none",
            f"button_primary_border_color{end}": ground.text,
            f"checkbox_background_color_selected{end}": LIGHT.soft,  # the check on it is white, in both
            f"checkbox_border_color_selected{end}": LIGHT.soft,
        }
    return theme.set(**of_both)
