// The page at work. Without this script, or where a browser lacks what it needs, the table is all there as it stands.
const begin = async (table, body) => {
  const data = await unpack(byId("data").textContent);
  const page = {
    data,
    ...indexed(data),
    list: listOf(data, table, body),
    query: byId("query"),
    box: byId("acknowledged"),
    facets: Array.from(byId("tools").querySelectorAll("select"), (select) => facet(select, data)),
    heads: Array.from(table.tHead.rows[0].cells),
    orders: new Map(),
    sorting: { key: "", order: "" },
    opened: "", // the identifier of the row that was opened last
  };
  listenToTools(page);
  listenToHeads(page);
  listenToRows(page, body);
  listenToTaking(page, table.dataset.name);
  window.addEventListener("popstate", () => {
    if (!location.hash || location.hash.includes("=")) restore(page); // else it is a link to a part of the page
  });
  for (const part of document.querySelectorAll("[data-live]")) part.hidden = part.dataset.live !== "on";
  unlock(page);
  document.documentElement.classList.add("ready");
  restore(page);
  performance.mark("ready");
};

const listenToTools = (page) => {
  const { query, facets, box } = page;
  byId("tools").addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", () => { show(page); keep(page); });
  for (const { select } of facets) select.addEventListener("change", () => { show(page); keep(page, true); });
  box?.addEventListener("change", () => { unlock(page); show(page); });
  byId("clear").addEventListener("click", () => {
    query.value = "";
    for (const { select } of facets) select.selectedIndex = 0;
    show(page);
    keep(page, true);
    query.focus();
  });
};

const listenToHeads = (page) => {
  for (const head of page.heads) {
    const button = element("button", { type: "button" }, head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      turn(page, head.dataset.key);
      show(page);
      keep(page, true);
    });
  }
};

const listenToRows = (page, body) =>
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const at = Number(button.dataset.at);
    page.opened = page.list.toggle(at) ? page.data.columns.entity_id[at] : "";
    keep(page);
  });

const listenToTaking = ({ data, list }, name) => {
  const take = () => download(`${name}.csv`, csvOf(data.columns, data.order, list.shown()));
  byId("download").addEventListener("click", take);
  byId("embed").value = embedding(document.title);
  for (const field of document.querySelectorAll("textarea")) {
    const said = field.parentElement.querySelector("output");
    field.parentElement.querySelector("button").addEventListener("click", () => copy(field, said));
  }
};

if (document.documentElement.classList.contains("live")) {
  const table = byId("table"), body = table.tBodies[0];
  const plain = [...body.rows];
  body.replaceChildren();
  begin(table, body).catch((error) => {
    document.documentElement.classList.remove("live");
    body.replaceChildren(...plain);
    console.error(error);
  });
}
