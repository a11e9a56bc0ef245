// What outlives a reload, in this tab of the browser. Where the browser keeps nothing, nothing is kept.

const key = (name) => `mnistff ${name}`;

export function readKept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(key(name)));
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    sessionStorage.setItem(key(name), JSON.stringify(value));
  } catch {
    // It is full, or forbidden.
  }
}
