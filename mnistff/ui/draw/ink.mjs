// Strokes on a canvas.

const PEN = 0.055; // of the canvas's width; only for the eye, the network's pen is drawn on the server
const MOST_PIXELS = 2048; // of a side: without its styles the canvas is as wide as its pixels, or wider

// In place of what is on it. In a tab that is not shown nothing is painted.
export function paintStrokes(canvas, strokes) {
  const side = Math.min(MOST_PIXELS, Math.round(canvas.clientWidth * devicePixelRatio));
  if (!side) return;
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, side, side);
  pen.strokeStyle = pen.fillStyle = getComputedStyle(canvas).color;
  pen.lineWidth = PEN * side;
  pen.lineCap = pen.lineJoin = "round";
  for (const stroke of strokes) paintStroke(pen, stroke, side);
}

function paintStroke(pen, stroke, side) {
  pen.beginPath();
  const [x, y] = stroke[0];
  if (stroke.length === 1) {
    pen.arc(x * side, y * side, (PEN * side) / 2, 0, 7); // a line without length is not drawn everywhere
    pen.fill();
    return;
  }
  pen.moveTo(x * side, y * side);
  for (const [x, y] of stroke) pen.lineTo(x * side, y * side);
  pen.stroke();
}
