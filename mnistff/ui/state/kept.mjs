// What outlives a reload, in this tab of the browser, or for good in this browser, where `storage` says so. Where the
// browser keeps nothing, as in some frames, it is kept for as long as the page is there.

export const FOR_GOOD = "localStorage";

const key = (name) => `mnistff ${name}`;
const unkept = new Map(); // by storage and name, as JSON, what the browser did not keep

// Null, too, if it is not what it should be: another version of the app may have kept it.
export function readKept(name, isRight, storage = "sessionStorage") {
  try {
    const value = JSON.parse(unkept.get(`${storage} ${name}`) ?? globalThis[storage].getItem(key(name)));
    return isRight(value) ? value : null;
  } catch {
    return null;
  }
}

export const isText = (value) => typeof value === "string";
export const areTexts = (value) => value.every(isText);

// Have a function called when another page of this browser keeps something else under a name.
export function onOthers(name, act) {
  addEventListener("storage", (event) => {
    if (event.key === key(name) || event.key === null) act(); // null: all was forgotten
  });
}

// Whether it outlives a reload now: the storage may be full, or forbidden.
export function keep(name, value, storage = "sessionStorage") {
  const text = JSON.stringify(value);
  try {
    globalThis[storage].setItem(key(name), text);
    unkept.delete(`${storage} ${name}`);
    return true;
  } catch {
    unkept.set(`${storage} ${name}`, text);
    return false;
  }
}
