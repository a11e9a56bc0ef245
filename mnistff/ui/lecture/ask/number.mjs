// A number as people write it. No page.

// 0 or more, of "80.9", "80,9", "1,000", "1 000"; null if it is none.
export function readNumber(text) {
  const plain = text.trim().replace(/(?<=\d)[\s'](?=\d{3}(?!\d))/g, "");
  const isGrouped = /^[1-9]\d{0,2}(,\d{3})+$/.test(plain);
  const number = isGrouped ? plain.replaceAll(",", "") : plain.replace(",", ".");
  return /^\d+(\.\d+)?$/.test(number) ? Number(number) : null;
}
