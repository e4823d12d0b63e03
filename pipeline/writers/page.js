"use strict";
// Search as you type. Without this script the table is all there; with it, rows that do not match are hidden.
(() => {
  const byId = (id) => document.getElementById(id);
  const [tools, box, query, locked, found, none] = ["tools", "acknowledged", "query", "locked", "found", "none"].map(byId);
  const body = byId("table").tBodies[0];
  const letters = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i", ς: "σ" };
  const fold = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/[ßæœøđðþłıς]/g, (letter) => letters[letter])
      .replace(/[\u2010-\u2015]/g, "-").replace(/[\u2018\u2019]/g, "'").replace(/(\d),(?=\d)/g, "$1");
  let rows = null;

  const search = () => {
    rows ??= Array.from(body.rows, (row) => ({ row, text: Array.from(row.cells, (cell) => fold(cell.textContent)).join("\n") }));
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, text } of rows) {
      const fits = words.every((word) => text.includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      count += fits;
    }
    found.value = words.length ? `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")}` : "";
    none.hidden = count > 0 || !words.length;
  };
  const unlock = () => {
    query.disabled = !box.checked;
    locked.hidden = box.checked;
    if (!box.checked && query.value) { query.value = ""; search(); }
  };

  tools.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", search);
  if (box) {
    box.addEventListener("change", () => { unlock(); if (box.checked) query.focus(); });
    unlock();
  }
})();
