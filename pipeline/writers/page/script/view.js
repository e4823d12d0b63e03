// Rows and their details, made of text alone: no text of the data is ever markup.
const byId = (id) => document.getElementById(id);

const counted = (number) => number.toLocaleString("en");

const element = (tag, attributes = {}, ...content) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
};

// As strict as the program that made the page: no name before the host, which makes an address look like another.
const isWeb = (address) => {
  if (/[\s"'<>\\^`{|}]/.test(address)) return false;
  try {
    const { protocol, username, hostname } = new URL(address);
    return ["http:", "https:"].includes(protocol) && !username && hostname !== "";
  } catch {
    return false;
  }
};

const link = (address, text) => element("a", { href: address }, text);

const rowMaker = ({ columns, labels }, model) => (at) => {
  const row = model.content.firstElementChild.cloneNode(true);
  const put = (name, text) => {
    const cell = row.querySelector(`.${name}`);
    if (cell) cell.textContent = text;
    return cell;
  };
  const value = (name) => columns[name][at];
  const button = put("toggle", value("name"));
  button.setAttribute("aria-controls", `row-${at}`);
  button.dataset.at = at;
  put("place", labels.places[value("region")]);
  put("kind", value("kind"));
  put("range", labels.ranges[value("count_range")]);
  put("said", labels.answers[value("response")]);
  const flags = Object.keys(labels.flags).filter((flag) => value(flag) === "true");
  row.querySelector(".said")?.after(...flags.map((flag) => element("i", {}, labels.flags[flag])));
  if (value("statement")) row.querySelector(".answer")?.append(element("q", { dir: "auto" }, value("statement")));
  return row;
};

const detailsMaker = ({ columns, labels, changes }, width) => (at) => {
  const value = (name) => columns[name][at];
  const list = element("dl");
  const tell = (term, ...content) => list.append(element("div", {}, element("dt", {}, term), element("dd", {}, ...content)));
  if (value("response") !== "not_asked") {
    const flags = Object.keys(labels.flags).filter((flag) => value(flag) === "true").map((flag) => labels.flags[flag]);
    const date = value("response_date");
    tell("Answer", [labels.answers[value("response")], ...flags, ...(date ? [date] : [])].join(", "));
  }
  if (value("statement")) tell("In its own words", element("q", { dir: "auto" }, value("statement")));
  if (isWeb(value("response_url"))) tell("Where it was said", link(value("response_url"), value("response_url")));
  if (isWeb(value("evidence_url"))) tell("Public record of the organisation", link(value("evidence_url"), value("evidence_url")));
  for (const [version, date, words] of changes[value("entity_id")] ?? []) tell(`Changed in version ${version}`, date ? `${date}: ${words}` : words);
  tell("Identifier", value("entity_id"), " ", link(`#row=${encodeURIComponent(value("entity_id"))}`, "Link to this row"));
  return element("tr", { class: "details", id: `row-${at}` }, element("td", { colspan: width }, list));
};
