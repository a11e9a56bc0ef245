// All scripts of the pages travel in one file, for on a slow line each request costs more than what it brings. They stay
// modules: each gets an address of its own here, once, and those that it imports before it; none may import itself.
/* global SOURCES -- by name, as "draw/pen.mjs": the file begins with them (see `scripts.py`) */

const IMPORTED = /(?<=^import .* from ")\.[^"]+(?=";$)/gm;
const addresses = new Map();

const resolved = (path, name) => new URL(path, `pack:/${name}`).pathname.slice(1);

function addressOf(name) {
  if (!addresses.has(name)) {
    const source = SOURCES[name].replace(IMPORTED, (path) => addressOf(resolved(path, name)));
    const named = `${source}\n//# sourceURL=${new URL(name, import.meta.url)}`; // for the browser's debugger
    addresses.set(name, URL.createObjectURL(new Blob([named], { type: "text/javascript" })));
  }
  return addresses.get(name);
}

export const load = (name) => import(addressOf(name));
