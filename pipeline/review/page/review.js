// The page's state and its keys. The server holds everything that counts; a reload loses nothing.

import { get, post } from "./api.js";
import { $, el, number, toast } from "./dom.js";
import { renderItem, renderWaterfalls } from "./item.js";
import { showNames, showOrganisations } from "./lists.js";
import { backInSample, judge, showSample, startSample } from "./sample.js";

const HISTORY = 200;
const kept = (key, otherwise) => JSON.parse(sessionStorage.getItem(key) || "null") ?? otherwise;
const keep = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));

const session = { item: null, noun: "records", busy: false, parked: false, view: "decide", searchAt: 0, found: [] };
session.client = kept("client", crypto.randomUUID());
keep("client", session.client);
const reviewer = () => localStorage.getItem("deskcheck-reviewer") || "";

// Do one thing at a time; whatever goes wrong is told.
async function once(work) {
  if (session.busy) return;
  session.busy = true;
  try {
    await work();
  } catch (error) {
    toast(error.message, true);
    if (error.status === 409 && session.item) await show(await get("item", { at: session.item.at, client: session.client }));
  } finally {
    session.busy = false;
  }
}

// Look at something, which may be done at any time.
const look = (work) => work().catch((error) => toast(error.message, true));

function tell(progress) {
  const { left, parked, decided, reopened, count_left: count } = progress;
  const parts = [`${number(left)} left`, `${number(count)} ${session.noun} at stake`];
  if (reopened) parts.push(`${number(reopened)} opened again`);
  if (parked) parts.push(`${number(parked)} unsure`);
  parts.push(`${number(decided)} decided`);
  $("left").textContent = parts.join(" · ");
  $("progress").value = decided + parked + left ? decided / (decided + parked + left) : 1;
  const { lost, outdated } = progress;
  const warnings = [
    outdated ? "The list, the registry or the declaration has changed since this review began: end it with Ctrl-C and start it again." : "",
    lost ? `${number(lost)} lines that stood in decisions.csv are gone. Did a spreadsheet save an older state over them?` : "",
  ];
  $("warning").textContent = warnings.join(" ").trim();
  $("warning").hidden = !outdated && !lost;
  document.title = `${number(left)} left – ${session.dataset}`;
  session.progress = progress;
}

async function show(told, remember = true) {
  const before = session.item;
  session.item = told.item;
  tell(told.progress);
  if (remember && before && told.item && before.at !== told.item.at) keep("history", [...kept("history", []), before.at].slice(-HISTORY));
  const place = $("view-decide");
  place.replaceChildren(told.item ? renderItem(told.item, session.noun, on) : nothingLeft());
  window.scrollTo(0, 0);
  place.dataset.at = told.item?.at ?? "none";
  if (!told.item) return;
  const at = told.item.at;
  get("explain", { at }).then(
    ({ explanations }) => session.item?.at === at && renderWaterfalls(place, explanations),
    () => undefined,
  );
}

function nothingLeft() {
  const { parked } = session.progress;
  return el(
    "article",
    { class: "item done" },
    el("h1", {}, parked && !session.parked ? "Only what is unsure is left." : "Everything is decided."),
    el("p", {}, "Publish again to see what it makes of the table: ", el("code", {}, `deskcheck publish ${session.dataset}`)),
    parked ? el("button", { type: "button", onclick: () => once(() => go(true)) }, `Look at the ${number(parked)} unsure`) : null,
  );
}

async function go(parked = session.parked, after = null) {
  session.parked = parked;
  await show(await get("next", { client: session.client, after, parked: parked ? 1 : "" }));
}

const wanted = (item) => ({ at: item.at, name: item.name, region: item.region, lines: item.lines });

// The names that the next decision is for: this one, and those that are the same where that was asked for.
const names = () => [wanted(session.item), ...($("all-same")?.checked ? session.item.identical : [])];

async function decide(decision, entity = null, { stay = false, about = null } = {}) {
  if (!session.item && !about) return;
  const chosen = about || names();
  const said = { names: chosen, decision, entity_id: entity?.entity_id || "", reason: $("reason").value, by: reviewer() };
  const told = await post("decide", { ...said, client: session.client, stay, parked: session.parked });
  keep("undo", [...kept("undo", []), told.undo].slice(-HISTORY));
  clearReason();
  const what = { match: entity?.name, no_match: entity ? `not ${entity.name}` : "none of these", not_an_entity: "not an organisation", unsure: "unsure" };
  const more = chosen.length > 1 ? ` and ${number(chosen.length - 1)} more` : "";
  toast(`${chosen[0].name}${more}: ${what[decision]}. z takes it back.`);
  await show(told);
}

async function undo() {
  const stack = kept("undo", []);
  const last = stack.pop();
  if (!last) return toast("There is nothing to take back in this window.");
  keep("undo", stack);
  const told = await post("undo", { names: last, by: reviewer(), client: session.client });
  toast(`Taken back: ${last[0].name}.`);
  view("decide");
  await show(told, false);
}

async function back() {
  const history = kept("history", []);
  const at = history.pop();
  if (at === undefined) return toast("This is where you began.");
  keep("history", history);
  await show(await get("item", { at, client: session.client }), false);
}

const on = {
  accept: (candidate) => once(() => decide("match", candidate)),
  evidence: (candidate) => editEvidence(candidate),
  same: () => undefined,
  noun: () => session.noun,
  open: (at) => once(async () => (view("decide"), show(await get("item", { at, client: session.client })))),
  acceptAll: (row) =>
    once(async () => {
      const { item } = await get("item", { at: row.at, client: session.client });
      const about = [wanted(item), ...item.identical];
      await decide("match", { entity_id: row.entity_id, name: row.entity }, { about });
      await showNames(on);
    }),
};

function view(name) {
  session.view = name;
  for (const each of ["decide", "list", "organisations", "sample"]) {
    $(`view-${each}`).hidden = each !== name;
    $(`tab-${each}`).setAttribute("aria-pressed", String(each === name));
  }
  $("actions").hidden = name !== "decide";
  if (name === "list") look(() => showNames(on, 0));
  if (name === "organisations") look(() => showOrganisations(on, 0));
  if (name === "sample") look(() => showSample());
}

function clearReason() {
  $("reason").value = "";
  $("reason-line").hidden = true;
  $("reason").blur();
}

// Search

function openSearch() {
  if (!session.item) return;
  $("search-for").textContent = session.item.name;
  $("search-query").value = "";
  $("found").replaceChildren();
  session.found = [];
  $("search").showModal();
}

let typing = 0;
async function search() {
  const mine = ++typing;
  const { candidates } = await get("search", { at: session.item.at, q: $("search-query").value });
  if (mine !== typing) return; // a newer question has been asked
  session.found = candidates;
  choose(0);
}

function choose(at) {
  session.searchAt = Math.max(0, Math.min(at, session.found.length - 1));
  $("found").replaceChildren(
    ...session.found.map((each, place) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", "aria-current": place === session.searchAt ? "true" : null, onclick: () => take(place) },
          el("b", {}, el("bdi", {}, each.name)),
          el("span", { class: "soft" }, ` ${[each.region_name, each.kind, each.entity_id].filter(Boolean).join(" · ")}`),
          each.status === "unconfirmed" ? el("span", { class: "bad" }, " not confirmed") : null,
        ),
      ),
    ),
  );
  if (!session.found.length && $("search-query").value.trim()) $("found").replaceChildren(el("li", { class: "soft" }, "Nothing like it."));
}

function take(place) {
  const chosen = session.found[place];
  if (!chosen) return;
  $("search").close();
  on.accept(chosen);
}

// Evidence

function editEvidence(organisation) {
  session.organisation = organisation;
  const today = new Date();
  const day = new Date(today - 60000 * today.getTimezoneOffset()).toISOString().slice(0, 10);
  $("evidence-for").textContent = `${organisation.name} (${organisation.entity_id})`;
  $("evidence-status").value = "confirmed";
  $("evidence-url").value = organisation.evidence_url;
  $("evidence-archive").value = organisation.archived_url;
  $("evidence-date").value = day;
  $("evidence-by").value = reviewer();
  $("evidence-wrong").textContent = "";
  $("evidence").showModal();
  $("evidence-url").focus();
}

async function saveEvidence() {
  const said = {
    entity_id: session.organisation.entity_id,
    status: $("evidence-status").value,
    evidence_url: $("evidence-url").value.trim(),
    archived_url: $("evidence-archive").value.trim(),
    confirmed_on: $("evidence-date").value,
    confirmed_by: $("evidence-by").value.trim(),
  };
  try {
    await post("evidence", said);
  } catch (error) {
    $("evidence-wrong").textContent = error.message;
    return;
  }
  $("evidence").close();
  toast(`Evidence recorded: ${session.organisation.name}.`);
  if (session.view === "organisations") await look(() => showOrganisations(on));
  else if (session.item) await once(async () => show(await get("item", { at: session.item.at, client: session.client }), false));
}

// Keys

const acts = {
  none: () => once(() => decide("no_match")),
  nothing: () => once(() => decide("not_an_entity")),
  unsure: () => once(() => decide("unsure")),
  search: openSearch,
  reason: () => (($("reason-line").hidden = false), $("reason").focus()),
  undo: () => once(undo),
  back: () => once(back),
  next: () => once(() => go(session.parked, session.item?.at)),
};
const keys = {
  0: acts.none,
  x: acts.none,
  o: acts.nothing,
  u: acts.unsure,
  "/": acts.search,
  r: acts.reason,
  z: acts.undo,
  b: acts.back,
  n: acts.next,
  " ": acts.next,
  a: () => $("all-same") && ($("all-same").checked = !$("all-same").checked),
  e: () => session.item?.candidates.length && editEvidence(session.item.candidates[0]),
  w: () => document.body.classList.toggle("no-waterfall"),
};
const sampleKeys = {
  y: () => once(() => judge("right")),
  x: () => once(() => judge("wrong")),
  u: () => once(() => judge("unsure")),
  b: () => once(backInSample),
};
const anywhere = {
  s: () => $("tab-sample").hidden || view(session.view === "sample" ? "decide" : "sample"),
  l: () => view(session.view === "list" ? "decide" : "list"),
  v: () => view(session.view === "organisations" ? "decide" : "organisations"),
  "?": () => $("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typed = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (event.key === "Escape") {
    if (event.target.id === "reason") clearReason();
    else if (typed) event.target.blur();
    else if (session.view !== "decide") view("decide");
    return;
  }
  if (typed) return;
  if (event.key === " " && event.target.matches("button, a, input")) return; // a focused button keeps its own key
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1] || /^[1-9]$/.exec(event.key)?.[0];
  const act = anywhere[event.key] || (session.view === "decide" ? keys[event.key] : session.view === "sample" ? sampleKeys[event.key] : session.view === "list" && event.key === "z" ? acts.undo : null);
  if (digit && session.view === "decide") {
    const candidate = session.item?.candidates[digit - 1];
    event.preventDefault();
    if (!candidate) return toast(`There is no candidate ${digit}.`);
    if (event.shiftKey) once(() => decide("no_match", candidate, { stay: true }));
    else on.accept(candidate);
  } else if (act) {
    event.preventDefault();
    act();
  }
});

function wire() {
  for (const button of document.querySelectorAll("[data-act]")) button.addEventListener("click", () => (button.blur(), acts[button.dataset.act]()));
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => (button.blur(), view(button.dataset.view)));
  $("help-button").addEventListener("click", () => $("help").showModal());
  $("reviewer").addEventListener("click", () => ask());
  $("reason").addEventListener("keydown", (event) => event.key === "Enter" && $("reason").blur());
  $("search-query").addEventListener("input", () => look(search));
  $("search").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(session.searchAt + step);
    else if (event.key === "Enter") take(session.searchAt);
    if (step || event.key === "Enter") event.preventDefault();
  });
  $("evidence").querySelector("form").addEventListener("submit", (event) => (event.preventDefault(), saveEvidence()));
  $("evidence-cancel").addEventListener("click", () => $("evidence").close());
  for (const [id, work] of [["list-filters", () => showNames(on, 0)], ["organisation-filters", () => showOrganisations(on, 0)]]) {
    for (const event of ["input", "change"]) $(id).addEventListener(event, () => look(work)); // some browsers tell one alone
    $(id).addEventListener("submit", (event) => event.preventDefault());
  }
}

function ask() {
  return new Promise((resolve) => {
    $("who-name").value = reviewer();
    $("who").showModal();
    $("who").addEventListener(
      "close",
      () => {
        const name = $("who-name").value.trim();
        if (name) localStorage.setItem("deskcheck-reviewer", name);
        $("reviewer").textContent = reviewer() || "Who are you?";
        resolve();
      },
      { once: true },
    );
  });
}

async function start() {
  wire();
  const told = await get("start");
  session.noun = told.noun;
  session.dataset = told.dataset;
  $("dataset").textContent = told.title;
  $("list-region").append(...told.regions.map(([code, name]) => el("option", { value: code }, `${name} (${code})`)));
  $("reviewer").textContent = reviewer() || "Who are you?";
  tell(told.progress);
  await go();
  await startSample({ by: reviewer, client: session.client, dataset: () => session.dataset, once });
  while (!reviewer()) await ask();
}

start().catch((error) => toast(error.message, true));
