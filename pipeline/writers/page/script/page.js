// The page at work. Without this script, or where a browser lacks what it needs, the table is all there as it stands.
const byId = (id) => document.getElementById(id);
const ALL = 5000; // rows; a longer table is shown step by step, as the reader asks
const STEP = 250; // rows that are made at once: more than a screen holds

const start = async (table, body) => {
  const data = await unpack(byId("data").textContent);
  const form = byId("tools");
  const query = byId("query"), box = byId("acknowledged"), found = byId("found"), further = byId("further");
  const { names, texts } = indexed(data);
  const facets = Array.from(form.querySelectorAll("select"), (select) => facet(select, data));
  const makeRow = rowMaker(data, byId("row")), makeDetails = detailsMaker(data, table.tHead.rows[0].cells.length);
  const heads = Array.from(table.tHead.querySelectorAll("th"));
  const rows = [], open = new Map(), orders = new Map();
  const step = data.size > ALL ? STEP : ALL;
  let sorting = { key: "", order: "" }, last = "", shown = [], limit = step, turns = 0;
  const unlocked = () => !box || box.checked;
  const number = (value) => value.toLocaleString("en");

  const rowOf = (at) => (rows[at] ??= makeRow(at));
  const both = (at) => (open.has(at) ? [rowOf(at), open.get(at)] : [rowOf(at)]);
  // The first rows at once, the others when the browser has time: typing never waits for rows out of sight.
  const draw = (first = STEP) => {
    const turn = ++turns;
    let made = Math.min(Math.max(first, STEP), limit, shown.length);
    body.replaceChildren(...shown.slice(0, made).flatMap(both));
    const grow = () => {
      if (turn !== turns || made >= Math.min(shown.length, limit)) return;
      body.append(...shown.slice(made, Math.min(made + STEP, limit)).flatMap(both));
      made += STEP;
      setTimeout(grow);
    };
    setTimeout(grow);
    further.hidden = shown.length <= limit;
    further.textContent = `Show ${number(Math.min(step, shown.length - limit))} more of ${number(shown.length)}`;
  };
  const show = () => {
    const key = `${sorting.key} ${sorting.order}`;
    if (!orders.has(key)) orders.set(key, sorted(data, names, sorting.key, sorting.order === "descending" ? -1 : 1));
    shown = find(orders.get(key), texts, unlocked() ? query.value : "", unlocked() ? facets : []);
    limit = step;
    draw();
    const every = shown.length === data.size;
    found.value = every ? `All ${number(data.size)} organisations` : `${number(shown.length)} of ${number(data.size)} organisations`;
    byId("none").hidden = shown.length > 0 || !data.size;
    byId("clear").hidden = !query.value && facets.every(({ select }) => !select.selectedIndex);
    if (!unlocked()) return;
    for (const { select, sizes } of facets)
      for (const [at, option] of Array.from(select.options).entries()) {
        option.textContent = `${option.dataset.label} (${number(sizes[at])})`;
        option.disabled = !sizes[at] && at > 0 && !option.selected;
      }
  };
  const toggle = (at, wanted) => {
    const row = rowOf(at), button = row.querySelector("button");
    if (wanted === open.has(at)) return;
    if (wanted) {
      open.set(at, makeDetails(at));
      row.after(open.get(at));
    } else {
      open.get(at).remove();
      open.delete(at);
    }
    button.setAttribute("aria-expanded", wanted);
    last = wanted ? data.columns.entity_id[at] : "";
  };
  const markHeads = () => {
    for (const head of heads) {
      const chosen = head.dataset.key === sorting.key;
      if (chosen) head.setAttribute("aria-sort", sorting.order);
      else head.removeAttribute("aria-sort");
    }
  };
  const keep = (push) => {
    const filters = Object.fromEntries(facets.map(({ select }) => [select.name, select.value]));
    writeAddress({ q: query.value, ...filters, sort: sorting.key, order: sorting.order, row: last }, push);
  };
  const restore = () => {
    const told = readAddress();
    query.value = told.get("q") ?? "";
    for (const { select } of facets) {
      for (const option of select.options) option.disabled = false;
      select.value = told.get(select.name) ?? "";
      if (select.selectedIndex < 0) select.selectedIndex = 0;
    }
    const key = heads.some((head) => head.dataset.key === told.get("sort")) ? told.get("sort") : "";
    sorting = { key, order: key ? (told.get("order") === "descending" ? "descending" : "ascending") : "" };
    markHeads();
    show();
    const at = data.columns.entity_id.indexOf(told.get("row") ?? "");
    if (at < 0) return;
    while (shown.indexOf(at) >= limit) limit += step;
    draw(shown.indexOf(at) + 1);
    toggle(at, true);
    rowOf(at).scrollIntoView?.({ block: "start" });
  };
  const unlock = () => {
    byId("controls").disabled = !unlocked();
    if (box) byId("locked").hidden = box.checked;
  };

  for (const head of heads) {
    const button = element("button", { type: "button" }, head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const turn = head.dataset.key === "count_range" ? ["descending", "ascending", ""] : ["ascending", "descending", ""];
      const at = sorting.key === head.dataset.key ? turn.indexOf(sorting.order) + 1 : 0;
      sorting = { key: turn[at] ? head.dataset.key : "", order: turn[at] };
      markHeads();
      show();
      keep(true);
    });
  }
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    toggle(Number(button.dataset.at), !open.has(Number(button.dataset.at)));
    keep(false);
  });
  query.addEventListener("input", () => { show(); keep(false); });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const { select } of facets) select.addEventListener("change", () => { show(); keep(true); });
  box?.addEventListener("change", () => { unlock(); show(); });
  byId("clear").addEventListener("click", () => {
    query.value = "";
    for (const { select } of facets) select.selectedIndex = 0;
    show();
    keep(true);
    query.focus();
  });
  further.addEventListener("click", () => {
    const next = shown[limit];
    limit += step;
    draw(limit);
    rowOf(next).querySelector("button").focus();
  });
  byId("download").addEventListener("click", () => download(`${table.dataset.name}.csv`, csvOf(data.columns, data.order, shown)));
  for (const field of document.querySelectorAll("textarea")) {
    if (field.id === "embed") field.value = embedding(document.title);
    const said = field.parentElement.querySelector("output");
    field.parentElement.querySelector("button").addEventListener("click", () => copy(field, said));
  }
  window.addEventListener("popstate", () => {
    if (!location.hash || location.hash.includes("=")) restore(); // else it is a link to a part of the page
  });
  for (const part of document.querySelectorAll("[data-live]")) part.hidden = part.dataset.live !== "on";
  further.hidden = true;
  unlock();
  restore();
  performance.mark("ready");
};

if (window.DecompressionStream) {
  const table = byId("table"), body = table.tBodies[0];
  const plain = [...body.rows]; // taken out first, so that they are not laid out in vain
  body.replaceChildren();
  document.documentElement.classList.add("live");
  start(table, body).catch((error) => {
    document.documentElement.classList.remove("live");
    body.replaceChildren(...plain);
    console.error(error);
  });
}
