// Elements made of text alone: nothing from the data is ever read as markup.

export const $ = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

// A link, where the address is one of the web; else the text that stands there.
export function link(address, text) {
  if (!/^https?:\/\//i.test(address)) return el("span", {}, address);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

export const number = (value) => value.toLocaleString("en");
export const percent = (value) => {
  const share = 100 * value;
  return share > 0 && share < 0.1 ? "<0.1 %" : share > 99.9 && share < 100 ? ">99.9 %" : `${share.toFixed(1)} %`;
};

export function toast(words, bad = false) {
  const place = $("toast");
  place.textContent = words;
  place.classList.toggle("bad", bad);
  place.classList.remove("fresh");
  void place.offsetWidth;
  place.classList.add("fresh");
}

// A text with what differs from the other text marked.
export const letters = (pieces) => pieces.map(([text, same]) => (same ? text : el("mark", {}, text)));
