import assert from "node:assert/strict";
import { test } from "node:test";

import { BRIGHT } from "../../../mnistff/ui/lecture/live/pixels.mjs";

// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance, of a grey.
function luminance(grey) {
  const share = grey / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

test("every number can be read on its pixel", () => {
  for (let value = 0; value <= 255; value++) {
    const ink = value > BRIGHT ? 0 : 1;
    const [dark, light] = [luminance(value), ink].sort((a, b) => a - b);
    assert.ok((light + 0.05) / (dark + 0.05) >= 4.5, `${value}`);
  }
});
