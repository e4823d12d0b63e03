// The rows as the page carries them: columns of text, in the order and by the names of entities.csv.
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

const decode = (letters) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(letters);
  const text = atob(letters);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
};

const unpack = async (letters) => {
  const stream = new Blob([decode(letters)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const data = JSON.parse(await new Response(stream).text());
  for (const [name, packed] of Object.entries(data.columns)) {
    if (Array.isArray(packed)) continue;
    const values = new Map(packed.of.map((value, at) => [LETTERS[at], value]));
    data.columns[name] = Array.from(packed.at, (letter) => values.get(letter));
  }
  const ends = new Map();
  const end = (range) => {
    if (!ends.has(range)) ends.set(range, range.endsWith("+") ? [range.slice(0, -1), ""] : range.split("-"));
    return ends.get(range);
  };
  data.columns.count_min = data.columns.count_range.map((range) => end(range)[0]);
  data.columns.count_max = data.columns.count_range.map((range) => end(range)[1]);
  data.size = data.columns.name.length;
  return data;
};
