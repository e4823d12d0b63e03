// The sample: what was drawn is judged right, wrong or unsure; nothing tells what the model or somebody else thinks.

import { get, post } from "./api.js";
import { $, el, letters, link, number, toast } from "./dom.js";

const WORDS = { right: "right", wrong: "wrong", unsure: "unsure" };
const told = { line: null, past: [], who: null };

const asked = () => ({ by: told.who.by(), client: told.who.client });

// Is there a sample to judge? `who` tells the person and the window.
export async function startSample(who) {
  told.who = who;
  const { lines } = await get("sample", asked());
  $("tab-sample").hidden = !lines;
}

export async function showSample(key = {}) {
  render(await get("sample", { ...asked(), ...key }));
}

export async function judge(verdict) {
  if (!told.line) return;
  const { draw, unit, look, organisation, names } = told.line;
  const said = { draw, unit, look, verdict, note: $("sample-note")?.value ?? "", ...asked() };
  const answer = await post("sample", said).catch(async (error) => {
    if (error.status === 409) await showSample(); // somebody was quicker
    throw error;
  });
  told.past.push({ draw, unit, look });
  toast(`${organisation || names[0].text}: ${WORDS[verdict]}. b goes back to it.`);
  render(answer);
}

export async function backInSample() {
  const key = told.past.pop();
  if (!key) return toast("This is where you began.");
  await showSample(key);
}

function render(answer) {
  told.line = answer.line;
  const place = $("view-sample");
  place.dataset.unit = answer.line?.unit ?? "none";
  place.replaceChildren(
    el("p", { class: "soft" }, `${number(answer.judged)} of ${number(answer.lines)} judged · ${number(answer.left)} left for you`),
    answer.line ? article(answer.line) : nothing(answer),
  );
  window.scrollTo(0, 0);
}

function nothing({ lines, judged }) {
  const words = judged === lines ? "Everything that was drawn is judged." : "What is left is for somebody else to judge.";
  return el("article", { class: "item done" }, el("h1", {}, words), el("p", {}, "See what it shows: ", el("code", {}, `deskcheck sample ${told.who.dataset()}`)));
}

function article(line) {
  const published = line.drawn_from === "published";
  const button = (key, verdict, words) =>
    el("button", { type: "button", "data-verdict": verdict, onclick: () => told.who.once(() => judge(verdict)) }, el("kbd", {}, key), ` ${words}`);
  return el(
    "article",
    { class: "item" },
    el("p", { class: "why" }, published ? "Published as this organisation. Does every name mean it?" : "Left out. Does it mean no organisation of the registry?"),
    published
      ? [heading(line), el("ul", { class: "sampled" }, line.names.map((each) => el("li", {}, el("bdi", { class: "raw" }, letters(each.letters)))))]
      : [
          el("h1", {}, el("bdi", {}, line.names[0].text)),
          el("p", { class: "where" }, line.region ? [line.region_name, " ", el("code", {}, line.region)] : "No region given"),
          el("p", { class: "soft" }, line.organisation ? ["closest in the registry: ", el("bdi", {}, line.organisation)] : "nothing in the registry resembles it"),
        ],
    line.said ? el("p", { class: "soft" }, `You said: ${line.said}.`) : null,
    el("p", {}, el("label", {}, "Note ", el("input", { id: "sample-note", maxlength: "1000", autocomplete: "off", value: line.note }))),
    el("div", { class: "keys" }, button("y", "right", "Right"), button("x", "wrong", "Wrong"), button("u", "unsure", "Unsure")),
  );
}

function heading(line) {
  return [
    el("h1", {}, el("bdi", {}, line.organisation)),
    el("p", { class: "where" }, line.region ? [line.region_name, " ", el("code", {}, line.region)] : "no region", line.kind ? ` · ${line.kind}` : "", " · ", el("code", {}, line.entity_id)),
    line.aliases.length ? el("p", { class: "soft" }, "also called ", line.aliases.slice(0, 12).map((each, at) => [at ? ", " : "", el("bdi", {}, each)])) : null,
    el(
      "p",
      { class: "proof" },
      line.evidence_url ? link(line.evidence_url, "Evidence") : el("span", { class: "soft" }, "no evidence linked"),
      line.archived_url ? [" ", link(line.archived_url, "Archived copy")] : null,
    ),
  ];
}
