// Strokes of fewer points that look the same: a mouse may tell of a thousand points a second, and a digit takes twenty.

const NEAR = 0.005; // of the digit's larger side: a tenth of one of MNIST's pixels

// Each stroke without the points that lie near the line through those that are left (Ramer 1972, "An iterative
// procedure for the polygonal approximation of plane curves"; Douglas and Peucker 1973).
export function simplified(strokes) {
  const tolerance = NEAR * sizeOf(strokes);
  return strokes.map((stroke) => (stroke.length > 2 ? [...without(stroke, tolerance), stroke.at(-1)] : stroke));
}

// The larger side of the box around all points.
export function sizeOf(strokes) {
  const sides = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (const stroke of strokes) for (const point of stroke) [low, high] = [Math.min(low, point[axis]), Math.max(high, point[axis])];
    return high - low;
  });
  return Math.max(...sides);
}

// All that is left but the last point.
function without(stroke, tolerance) {
  const [first, last] = [stroke[0], stroke.at(-1)];
  let [farthest, at] = [tolerance, 0];
  for (let i = 1; i < stroke.length - 1; i++) {
    const distance = distanceTo(stroke[i], first, last);
    if (distance > farthest) [farthest, at] = [distance, i];
  }
  if (!at) return [first];
  return [...without(stroke.slice(0, at + 1), tolerance), ...without(stroke.slice(at), tolerance)];
}

// Of a point from the line between two others, ends included.
function distanceTo([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
