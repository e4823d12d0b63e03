// Many names, or many organisations, a page at a time.

import { get } from "./api.js";
import { $, el, link, number, percent } from "./dom.js";

const STATES = { open: "", reopened: "opened again", parked: "unsure", decided: "decided", linked: "linked", dropped: "left out" };
let pages = { list: 0, organisations: 0 };
// How often each list was asked for: an answer that comes after a newer question is not shown.
const questions = { list: 0, organisations: 0 };

export async function showNames(on, page = pages.list) {
  pages.list = page;
  const asked = { state: $("list-state").value, region: $("list-region").value, q: $("list-query").value, page };
  const question = (questions.list += 1);
  const told = await get("names", asked);
  if (question !== questions.list) return;
  const head = ["Name", "Region", [on.noun()], "Best candidate", [""], ""];
  const rows = told.names.map((each) => nameRow(each, on));
  $("list-table").replaceChildren(table(head, rows, told, "names", (next) => showNames(on, next)));
}

function nameRow(each, on) {
  const waits = ["open", "reopened", "parked"].includes(each.state);
  const all = each.identical > 1 ? ` all ${number(each.identical)}` : "";
  return el(
    "tr",
    { "data-at": each.at },
    el("th", { scope: "row" }, el("button", { type: "button", class: "plain", onclick: () => on.open(each.at) }, el("bdi", {}, each.name)), STATES[each.state] ? el("span", { class: "soft" }, ` ${STATES[each.state]}`) : null),
    el("td", {}, each.region_name),
    el("td", { class: "number" }, number(each.count)),
    el("td", {}, each.entity ? [el("bdi", {}, each.entity), " ", el("code", { class: "soft" }, each.entity_region)] : el("span", { class: "soft" }, "none")),
    el("td", { class: "number" }, each.entity && each.probability !== null ? percent(each.probability) : ""),
    el("td", {}, each.tie ? el("span", { class: "soft" }, "a tie") : waits && each.entity_id ? el("button", { type: "button", class: "take", onclick: () => on.acceptAll(each) }, `Accept${all}`) : null),
  );
}

export async function showOrganisations(on, page = pages.organisations) {
  pages.organisations = page;
  const question = (questions.organisations += 1);
  const told = await get("organisations", { which: $("organisation-which").value, q: $("organisation-query").value, page });
  if (question !== questions.organisations) return;
  const head = ["Organisation", "Region", "Range now", ["Waiting"], "Evidence", ""];
  const rows = told.organisations.map((each) => organisationRow(each, on));
  $("organisation-table").replaceChildren(table(head, rows, told, "organisations", (next) => showOrganisations(on, next)));
}

function organisationRow(each, on) {
  return el(
    "tr",
    { "data-entity": each.entity_id },
    el("th", { scope: "row" }, el("bdi", {}, each.name), each.status === "unconfirmed" ? el("span", { class: "bad" }, " not confirmed") : null),
    el("td", {}, each.region_name),
    el("td", {}, each.range_now),
    el("td", { class: "number" }, each.waiting ? number(each.waiting) : ""),
    el("td", {}, each.evidence_url ? link(each.evidence_url, "Evidence") : "", each.archived_url ? [" ", link(each.archived_url, "Archived copy")] : null, each.confirmed_on ? el("span", { class: "soft" }, ` ${each.confirmed_on}`) : null),
    el("td", {}, el("button", { type: "button", class: "take", onclick: () => on.evidence(each) }, "Edit")),
  );
}

function table(head, rows, told, what, turn) {
  const { page, pages: last, number: all } = told;
  return el(
    "div",
    {},
    el("p", { class: "soft" }, `${number(all)} ${what}`),
    rows.length
      ? el("table", {}, el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col", class: Array.isArray(text) ? "number" : null }, text)))), el("tbody", {}, rows))
      : el("p", { class: "nobody" }, "Nothing here."),
    last > 1
      ? el(
          "p",
          { class: "pages" },
          el("button", { type: "button", disabled: page === 0, onclick: () => turn(page - 1) }, "Before"),
          ` page ${number(page + 1)} of ${number(last)} `,
          el("button", { type: "button", disabled: page + 1 >= last, onclick: () => turn(page + 1) }, "After"),
        )
      : null,
  );
}
