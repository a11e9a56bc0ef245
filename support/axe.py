"""axe-core, which looks in a page for what keeps people out."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
OF_GRADIO = {("aria-prohibited-attr", 'aria-label="Empty value"')}
"""Gradio's own, which no theme can mend: a rule, and what the markup says. A plot that is still empty."""


def grave(page: Page, options: dict) -> list[str]:
    """What is grave, in the tab that is open."""
    context = {"exclude": [[".pixels"], ["[id^=step-]:not(#step-1, #step-2) pre"]]}
    options = {"resultTypes": ["violations"], **options}
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [
        f"{each['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for each in found
        for node in each["nodes"]
        if each["impact"] in GRAVE
        and not any(each["id"] == rule and said in node["html"] for rule, said in OF_GRADIO)
    ]
