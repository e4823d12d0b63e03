// Which rows fit, in which order, and how many would fit each other choice of a filter.
const SPECIAL = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i", ς: "σ" };

const fold = (text) =>
  (/[^\x00-\x7f]/.test(text)
    ? text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
        .replace(/[ßæœøđðþłıς]/g, (letter) => SPECIAL[letter])
        .replace(/[\u2010-\u2015]/g, "-").replace(/[\u2018\u2019]/g, "'")
    : text.toLowerCase()
  ).replace(/(\d),(?=\d)/g, "$1");

// The text in which a row is searched: all that it shows, open or closed. What many rows share is folded once.
const indexed = ({ columns, labels, size }) => {
  const once = new Map();
  const folded = (text) => {
    if (!once.has(text)) once.set(text, fold(text));
    return once.get(text);
  };
  const names = columns.name.map(fold);
  const texts = names.map((name, at) => {
    const range = columns.count_range[at];
    let text = `${name}\n${folded(labels.places[columns.region[at]])}\n${folded(columns.kind[at])}\n${range}\n`;
    text += `${folded(labels.ranges[range])}\n${columns.entity_id[at].toLowerCase()}\n${columns.region[at].toLowerCase()}\n`;
    if (columns.response[at] !== "not_asked") {
      text += `${folded(labels.answers[columns.response[at]])}\n${columns.response_date[at]}\n${fold(columns.statement[at])}`;
      for (const flag in labels.flags) if (columns[flag][at] === "true") text += `\n${folded(labels.flags[flag])}`;
    }
    return text;
  });
  return { names, texts, size };
};

// A filter gives each row the number of its option, and rows with a flag the numbers of further ones.
const facet = (select, { columns, labels, size }) => {
  const values = Array.from(select.options, (option) => (option.value === "-" ? "" : option.value));
  values[0] = null; // all
  const numbers = new Map(values.map((value, at) => [value, at]));
  const codes = Uint16Array.from(columns[select.name], (value) => numbers.get(value) ?? 0);
  const also = new Map();
  if (select.name === "response")
    for (let at = 0; at < size; at++) {
      const flags = Object.keys(labels.flags).filter((flag) => columns[flag][at] === "true" && numbers.has(flag));
      if (flags.length) also.set(at, flags.map((flag) => numbers.get(flag)));
    }
  return { select, codes, also, sizes: new Uint32Array(values.length) };
};

const find = (order, texts, query, facets) => {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const wanted = facets.map(({ select }) => select.selectedIndex);
  for (const { sizes } of facets) sizes.fill(0);
  const add = ({ sizes, codes, also }, at) => {
    sizes[0]++;
    sizes[codes[at]]++;
    if (also.size && also.has(at)) for (const code of also.get(at)) sizes[code]++;
  };
  const found = [];
  for (const at of order) {
    if (!words.every((word) => texts[at].includes(word))) continue;
    let misses = 0, missed = 0;
    for (let f = 0; f < facets.length && misses < 2; f++) {
      const { codes, also } = facets[f];
      if (!wanted[f] || codes[at] === wanted[f] || (also.size && also.get(at)?.includes(wanted[f]))) continue;
      misses++;
      missed = f;
    }
    // A filter counts the rows that all other filters leave.
    if (misses === 1) add(facets[missed], at);
    if (misses) continue;
    found.push(at);
    for (const each of facets) add(each, at);
  }
  return found;
};

const sorted = ({ columns, labels, size }, names, key, sign) => {
  const words = new Map(Object.keys(labels.answers).map((word, at) => [word, at]));
  const order = Array.from({ length: size }, (_, at) => at);
  if (!key) return order;
  const places = () => {
    const folded = new Map(Object.entries(labels.places).map(([region, text]) => [region, fold(text)]));
    return columns.region.map((region) => folded.get(region));
  };
  const keys = {
    name: () => names,
    region: places,
    kind: () => columns.kind.map(fold),
    count_range: () => columns.count_min.map(Number),
    response: () => columns.response.map((word) => words.get(word)),
  }[key]();
  return order.sort((a, b) => (keys[a] < keys[b] ? -sign : keys[a] > keys[b] ? sign : a - b));
};
