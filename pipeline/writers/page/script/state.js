// What is asked for: searched, filtered, sorted, open. It is shown, kept in the address, and restored from there.
const unlocked = ({ box }) => !box || box.checked;

const unlock = (page) => {
  byId("controls").disabled = !unlocked(page);
  if (page.box) byId("locked").hidden = page.box.checked;
};

const show = (page) => {
  const { data, texts, names, list, query, facets, sorting, orders } = page;
  const key = `${sorting.key} ${sorting.order}`;
  if (!orders.has(key)) orders.set(key, sorted(data, names, sorting.key, sorting.order === "descending" ? -1 : 1));
  // Before the limitations are acknowledged, all rows are shown whatever is asked for.
  const free = unlocked(page);
  const found = find(orders.get(key), texts, free ? query.value : "", free ? facets : []);
  list.put(found);
  tell(found.length, data.size);
  byId("clear").hidden = !query.value && facets.every(({ select }) => !select.selectedIndex);
  if (free) for (const each of facets) tellSizes(each);
};

const tell = (found, size) => {
  byId("found").value = found === size ? `All ${counted(size)} organisations` : `${counted(found)} of ${counted(size)} organisations`;
  byId("none").hidden = found > 0 || !size;
};

const tellSizes = ({ select, sizes }) => {
  for (const [at, option] of Array.from(select.options).entries()) {
    option.textContent = `${option.dataset.label} (${counted(sizes[at])})`;
    option.disabled = !sizes[at] && at > 0 && !option.selected;
  }
};

const sortBy = (page, key, order) => {
  page.sorting = { key: order ? key : "", order };
  for (const head of page.heads) {
    if (order && head.dataset.key === key) head.setAttribute("aria-sort", order);
    else head.removeAttribute("aria-sort");
  }
};

// One click sorts, the next turns the order, the third takes it back. Of ranges the largest come first.
const turn = (page, key) => {
  const orders = key === "count_range" ? ["descending", "ascending", ""] : ["ascending", "descending", ""];
  const at = page.sorting.key === key ? orders.indexOf(page.sorting.order) + 1 : 0;
  sortBy(page, key, orders[at]);
};

const keep = ({ query, facets, sorting, opened }, step = false) => {
  const filters = Object.fromEntries(facets.map(({ select }) => [select.name, select.value]));
  writeAddress({ q: query.value, ...filters, sort: sorting.key, order: sorting.order, row: opened }, step);
};

const restore = (page) => {
  const told = readAddress();
  page.query.value = told.get("q") ?? "";
  for (const { select } of page.facets) {
    for (const option of select.options) option.disabled = false;
    select.value = told.get(select.name) ?? "";
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  }
  const key = page.heads.some((head) => head.dataset.key === told.get("sort")) ? told.get("sort") : "";
  sortBy(page, key, key && (told.get("order") === "descending" ? "descending" : "ascending"));
  show(page);
  page.opened = told.get("row") ?? "";
  page.list.reach(page.data.columns.entity_id.indexOf(page.opened));
};
