// What readers take with them: the rows that are shown as a file for a spreadsheet, and texts to copy.
const csvOf = (columns, names, rows) => {
  // A spreadsheet would compute a cell that begins like a formula; an apostrophe keeps it text.
  const safe = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((at) => names.map((name) => cell(safe(columns[name][at]))).join(","));
  return `\ufeff${[names.join(","), ...lines].join("\n")}\n`;
};

const download = (name, text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

const copy = async (field, said) => {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    said.value = "Copied.";
  } catch {
    said.value = document.execCommand("copy") ? "Copied." : "Selected: copy it with your keyboard.";
  }
};

// Only where the page is served does it have an address that others can embed.
const embedding = (title) => {
  const address = location.protocol.startsWith("http") ? location.href.split("#")[0] : "https://…/index.html";
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const allowed = "allow-scripts allow-popups allow-downloads";
  return `<iframe src="${quoted(address)}" title="${quoted(title)}" width="100%" height="900" loading="lazy" sandbox="${allowed}" style="border:0"></iframe>`;
};
