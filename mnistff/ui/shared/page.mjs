// What the components of the page share: the drawing, and the address. One of each for the whole page.

import { Address, readAddress } from "./address.mjs";
import { Drawing } from "./drawing.mjs";

export const drawing = new Drawing();
export const addressed = readAddress(location.search); // what it named when the page was loaded
export const address = new Address("draw", addressed.named);
