// Images and weights, painted pixel by pixel.

export const SIDE = 28;

export const inInk = (ink) => [255, 255, 255, ink];

// The colour of a style sheet's variable, as [red, green, blue].
export function colourOf(name) {
  const hex = getComputedStyle(document.querySelector(".gradio-container")).getPropertyValue(`--mnist-${name}`);
  return [1, 3, 5].map((at) => Number.parseInt(hex.trim().slice(at, at + 2), 16));
}

// What speaks for something (to 255) and against it (to -255), in the page's two colours.
export function inEvidence(share) {
  colours ??= { speaksFor: colourOf("for"), against: colourOf("against") };
  return share > 0 ? [...colours.speaksFor, share] : [...colours.against, -share];
}
let colours;

// An ImageData of 28×28 values, each of which `colour` makes [red, green, blue, opacity].
export function picture(values, colour) {
  const image = new ImageData(SIDE, SIDE);
  values?.forEach((value, i) => image.data.set(colour(value), 4 * i));
  return image;
}

// Without values it is left clear.
export function paint(canvas, values, colour) {
  canvas.getContext("2d").putImageData(picture(values, colour), 0, 0);
}

// int8 [units][784], as the server packs them.
export function unpack(weights) {
  return Int8Array.from(atob(weights), (letter) => letter.charCodeAt(0));
}
