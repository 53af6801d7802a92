/* global document, window, location, navigator, setTimeout */
// The theme, folded rows and sections, and buttons that copy tables and charts as CSV or JSON.
const theme = document.getElementById("theme");
theme.addEventListener("change", () => {
  document.documentElement.dataset.theme = theme.value;
});

/** Rows are folded only where a script can unfold them. */
for (const head of document.querySelectorAll("tr.unfolds > th")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "fold" });
  button.append(...head.childNodes);
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () =>
    button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") === "false"),
  );
  head.append(button);
}

/** A link to a folded section unfolds it. */
function unfold() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const details = target?.querySelector(":scope > details");
  if (details) details.open = true;
}
window.addEventListener("hashchange", unfold);
unfold();

/** A number with its sign and its unit. */
const QUANTITY = /^[+-]?\d+(\.\d+)?( [\w/%]+)?$/;

/** Quotes cells as in RFC 4180. An apostrophe keeps spreadsheets from running text as a formula. */
function csv(rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t]/.test(text) && !QUANTITY.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** The shown cells with ASCII digits and signs, or the data of a table that contains drawings. */
function tableRows(table) {
  if (table.dataset.rows) return JSON.parse(document.getElementById(table.dataset.rows).textContent);
  const plain = (text) => text.trim().replaceAll("\u202f", "").replaceAll("\u2212", "-").replace(/\s+/g, " ");
  return [...table.rows].map((row) => [...row.cells].map((cell) => plain(cell.innerText)));
}

/** One row for each place of the x axis, with the values of all lines. */
function chartRows(figure) {
  const { xKind, xUnit, xNames, unit, lines } = JSON.parse(figure.querySelector("script").textContent);
  const columns = lines.map(
    ({ x, values }) => new Map(values.map((value, at) => [Array.isArray(x) ? x[at] : x.from + at * x.step, value])),
  );
  const places = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => a - b);
  const heading = { percentile: "quantile", load: xUnit, run: "run" }[xKind] ?? "seconds";
  const shown = { percentile: (at) => 1 - 1 / at, run: (at) => xNames[at] }[xKind] ?? ((at) => at);
  return [
    [heading, ...lines.map(({ label }) => `${label} (${unit})`)],
    ...places.map((at) => [shown(at), ...columns.map((column) => column.get(at) ?? null)]),
  ];
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Some browsers offer no clipboard to pages from files.
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** One object per row; columns with the same name get a number. */
function records([heads, ...rows]) {
  const names = heads.map((head, index) => (heads.indexOf(head) === index ? head : `${head} ${index + 1}`));
  return rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index], value ?? null])));
}

/** This script adds the buttons, because they have no function without it. */
for (const place of document.querySelectorAll("caption, figure[data-chart] > figcaption")) {
  const copies = Object.assign(document.createElement("span"), { className: "copies" });
  for (const kind of ["csv", "json"]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy" });
    button.dataset.copy = kind;
    button.textContent = kind.toUpperCase();
    button.setAttribute("aria-label", `Copy as ${kind.toUpperCase()}`);
    copies.append(button, " ");
  }
  place.append(" ", copies);
}

const said = document.getElementById("said");
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button.copy");
  if (!button) return;
  const figure = button.closest("figure");
  const rows = figure ? chartRows(figure) : tableRows(button.closest("table"));
  const kind = button.dataset.copy.toUpperCase();
  await copy(kind === "CSV" ? csv(rows) : `${JSON.stringify(records(rows), null, 1)}\n`);
  said.textContent = `Copied ${rows.length} rows as ${kind}.`;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = kind), 1500);
});
