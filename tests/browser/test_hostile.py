"""A model whose names are made to take the page over."""

import json
import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

from support.browsers import DESKTOP, PHONE
from support.served import serving

OVERLAY = "<img src=//127.0.0.1:9/x.png><form style=position:fixed;inset:0><input type=password> **a** `b`"
TEMPLATE = "${alert(1)} {{this}} {{#each value}}{{/each}} `${1}` </p><!-- [a](//127.0.0.1:9) &lt;b>"


def test_what_a_model_says_of_itself_is_shown_as_text(
    trained: Path, tmp_path: Path, browser: Browser
) -> None:
    names = {"overlay": OVERLAY, "template": TEMPLATE, "W" * 100: "W" * 100}
    for name, recipe in names.items():
        folder = Path(shutil.copytree(trained, tmp_path / name))
        metrics = json.loads((folder / "metrics.json").read_text()) | {"recipe": recipe}
        (folder / "metrics.json").write_text(json.dumps(metrics))
    models = [option for name in names for option in ("--model", str(tmp_path / name))]
    with serving(*models) as url:
        for viewport in (DESKTOP, PHONE):
            page = browser.new_page(viewport=viewport)
            wrong: list[str] = []
            page.on("dialog", lambda dialog, wrong=wrong: wrong.append(dialog.message))
            page.on("request", lambda r, wrong=wrong: ":9/" in r.url and wrong.append(r.url))
            page.on("pageerror", lambda error, wrong=wrong: wrong.append(str(error)))
            page.goto(url)
            about = page.get_by_text("16 hidden units")
            for name, recipe in names.items():
                page.get_by_role("radio", name=name).check()
                expect(about).to_contain_text(f"{name}, 16 hidden units, recipe {recipe}: ")
                assert about.locator("*").evaluate_all("all => all.map(e => e.tagName)") == ["B", "B"]
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert not wrong
            page.close()
