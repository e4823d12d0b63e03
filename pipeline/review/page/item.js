// One name and its candidates, side by side.

import { el, letters, link, number, percent } from "./dom.js";

const STEPS = 7; // the most bars of a waterfall; the rest is one bar
const WORDS = { match: "is", no_match: "none of these", not_an_entity: "not an organisation", unsure: "unsure" };

export function renderItem(item, noun, on) {
  return el(
    "article",
    { class: "item" },
    heading(item, noun, on),
    item.candidates.length
      ? el("ol", { class: "candidates" }, item.candidates.map((each, at) => card(each, at, item, on)))
      : el("p", { class: "nobody" }, "No organisation of the registry resembles it. ", el("kbd", {}, "/"), " searches."),
    past(item),
  );
}

function heading(item, noun, on) {
  return el(
    "div",
    { class: "asked" },
    el("p", { class: `why ${item.state}` }, item.why),
    el("h1", { id: "name", tabindex: "-1" }, el("bdi", {}, item.name)),
    el(
      "p",
      { class: "where" },
      item.region ? el("span", { class: "region" }, item.region_name, " ", el("code", {}, item.region)) : "No region given",
      el("b", { class: "stake" }, `${number(item.count)} ${noun}`),
      ` in ${number(item.rows)} ${item.rows === 1 ? "row" : "rows"}`,
    ),
    item.odd.length ? el("p", { class: "odd" }, "Holds ", item.odd.map((each, at) => [at ? ", " : "", el("code", {}, each)])) : null,
    spellings(item),
    item.identical.length
      ? el(
          "label",
          { class: "same" },
          el("input", { type: "checkbox", id: "all-same", onchange: on.same }),
          ` ${number(item.identical.length)} more ${item.identical.length === 1 ? "name is" : "names are"} written the same once standardised, in the same region: decide all `,
          el("kbd", {}, "a"),
        )
      : null,
  );
}

function spellings(item) {
  const plain = item.spellings.length === 1 && item.spellings[0].text === item.name;
  return el(
    "div",
    { class: "spellings" },
    plain
      ? null
      : el(
          "ul",
          { "aria-label": "As the sources write it" },
          item.spellings.map((each) =>
            el("li", {}, el("bdi", { class: "raw" }, each.text), el("span", { class: "soft" }, `${number(each.count)} in ${number(each.rows)}`)),
          ),
          item.more_spellings ? el("li", { class: "soft" }, `and ${number(item.more_spellings)} more`) : null,
        ),
    el("p", { class: "soft" }, "compared as ", el("code", {}, item.standard || "nothing")),
  );
}

function card(candidate, at, item, on) {
  const published = candidate.in_scope && candidate.status === "confirmed" ? true : null;
  const moves = candidate.range_now !== candidate.range_then;
  return el(
    "li",
    { class: `card${candidate.ruled_out ? " out" : ""}`, "data-entity": candidate.entity_id },
    el(
      "button",
      { type: "button", class: "accept", "aria-label": `Accept ${candidate.name}`, onclick: () => on.accept(candidate) },
      at < 9 ? el("kbd", {}, String(at + 1)) : "·",
    ),
    el(
      "div",
      { class: "facts" },
      el("p", { class: "letters", title: "in the list" }, el("span", { class: "side" }, "list"), el("bdi", {}, letters(candidate.letters.query))),
      el("h2", {}, el("span", { class: "side" }, candidate.closest === candidate.name ? "registry" : "alias"), el("bdi", {}, letters(candidate.letters.entity))),
      candidate.closest === candidate.name ? null : el("p", { class: "real" }, "of ", el("b", {}, el("bdi", {}, candidate.name))),
      el(
        "p",
        { class: "tags" },
        candidate.region ? el("span", { class: region(item, candidate) }, candidate.region_name, " ", el("code", {}, candidate.region)) : el("span", {}, "no region"),
        candidate.kind ? el("span", {}, candidate.kind) : null,
        el("span", {}, el("code", {}, candidate.entity_id)),
        candidate.status === "unconfirmed" ? el("span", { class: "bad" }, "not confirmed: never published") : null,
        candidate.in_scope ? null : el("span", { class: "bad" }, "out of scope: never published"),
        candidate.ruled_out ? el("span", { class: "bad" }, "ruled out") : null,
      ),
      others(candidate),
      el(
        "p",
        { class: "proof" },
        candidate.evidence_url ? link(candidate.evidence_url, "Evidence") : el("span", { class: "soft" }, "no evidence linked"),
        candidate.archived_url ? link(candidate.archived_url, "Archived copy") : null,
        candidate.confirmed_on ? el("span", { class: "soft" }, `confirmed ${candidate.confirmed_on}`) : null,
        el("button", { type: "button", class: "plain", onclick: () => on.evidence(candidate) }, "edit"),
      ),
    ),
    el(
      "div",
      { class: "odds" },
      candidate.probability === null ? null : el("p", { class: "probability" }, percent(candidate.probability)),
      published && el(
        "p",
        { class: moves ? "moves" : "soft" },
        moves ? [candidate.range_now || "not in the table", " → ", el("b", {}, candidate.range_then || "not in the table")] : `stays at ${candidate.range_now || "nothing"}`,
      ),
      el("div", { class: "waterfall" }),
    ),
  );
}

const region = (item, candidate) => {
  if (!item.region) return "";
  const [one, other] = [item.region, candidate.region];
  return one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`) ? "good" : "bad";
};

function others(candidate) {
  const aliases = candidate.aliases.filter((each) => each !== candidate.closest);
  const { names, number: total } = candidate.linked;
  return [
    aliases.length ? el("p", { class: "soft" }, "also called ", listed(aliases.slice(0, 6), aliases.length)) : null,
    total ? el("p", { class: "soft" }, "linked to it: ", listed(names, total)) : null,
  ];
}

const listed = (names, total) => [
  names.map((name, at) => [at ? ", " : "", el("bdi", {}, name)]),
  total > names.length ? ` and ${number(total - names.length)} more` : "",
];

function past(item) {
  if (!item.past.length) return null;
  return el(
    "section",
    { class: "past" },
    el("h3", {}, "Said before"),
    el(
      "ol",
      {},
      item.past.map((line) =>
        el(
          "li",
          { class: line.lapsed ? "lapsed" : "" },
          el("b", {}, line.decision === "no_match" && line.entity_id ? "not" : WORDS[line.decision]),
          line.entity_id ? [" ", el("bdi", {}, line.entity || line.entity_id)] : null,
          el("span", { class: "soft" }, ` ${[line.decided_by, line.decided_on].filter(Boolean).join(", ")}`),
          line.reason ? [": ", el("bdi", {}, line.reason)] : null,
          line.lapsed ? el("span", { class: "bad" }, " what was seen has changed") : null,
        ),
      ),
    ),
  );
}

// Each step begins where the one before ended: together they make up the candidate's score.
export function renderWaterfalls(root, explanations) {
  for (const { entity_id: id, steps } of explanations) {
    const place = root.querySelector(`[data-entity="${CSS.escape(id)}"] .waterfall`);
    if (!place || !steps.length) continue;
    const rest = steps.slice(STEPS);
    const shown = [...steps.slice(0, STEPS)];
    if (rest.length) shown.push([`${rest.length} more`, rest.reduce((sum, [, adds]) => sum + adds, 0)]);
    const sums = [0];
    for (const [, adds] of shown) sums.push(sums.at(-1) + adds);
    const low = Math.min(...sums);
    const width = Math.max(...sums) - low || 1;
    place.replaceChildren(
      el(
        "dl",
        { "aria-label": "What makes up the score, in log odds" },
        shown.map(([label, adds], at) => {
          const bar = el("i", { class: adds < 0 ? "less" : "more" });
          bar.style.insetInlineStart = `${(100 * (Math.min(sums[at], sums[at + 1]) - low)) / width}%`;
          bar.style.inlineSize = `${Math.max(1, (100 * Math.abs(adds)) / width)}%`;
          const signed = `${adds < 0 ? "−" : "+"}${Math.abs(adds).toFixed(1)}`;
          return el("div", {}, el("dt", {}, label), el("dd", {}, el("span", { class: "track" }, bar), el("span", { class: "adds" }, signed)));
        }),
      ),
    );
  }
}
