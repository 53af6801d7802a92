/* global document, navigator, setTimeout */
// The theme, and figures as data: every table and chart can be copied as CSV.
const theme = document.getElementById("theme");
theme.addEventListener("change", () => {
  document.documentElement.dataset.theme = theme.value;
  document.dispatchEvent(new Event("themechange"));
});

/** A number with its sign and its unit. */
const QUANTITY = /^[+-]?\d+(\.\d+)?( [\w/%]+)?$/;

/** Quoted as RFC 4180 has it; text that a spreadsheet would run as a formula gets an apostrophe before it. */
function csv(rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t]/.test(text) && !QUANTITY.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** As they are shown, but with digits and signs that programs read; or the table's own data where it is a drawing. */
function tableRows(table) {
  if (table.dataset.rows) return JSON.parse(document.getElementById(table.dataset.rows).textContent);
  const plain = (text) => text.trim().replaceAll("\u202f", "").replaceAll("\u2212", "-").replace(/\s+/g, " ");
  return [...table.rows].map((row) => [...row.cells].map((cell) => plain(cell.innerText)));
}

function chartRows(id) {
  const { frames, charts } = JSON.parse(document.getElementById("charts").textContent);
  const { frame, xKind, xUnit, series, unit, rightUnit } = charts.find((chart) => chart.id === id);
  const { x } = frames[frame];
  const limits = series.filter(({ limit }) => limit !== undefined);
  const place = { percentile: "quantile", load: xUnit }[xKind] ?? "seconds";
  const at = (value) => (xKind === "percentile" ? 1 - 1 / value : value);
  const heads = series.map(({ label, right }) => `${label} (${right ? rightUnit : unit})`);
  return [
    [place, ...heads, ...limits.map(({ label }) => `limit of ${label} (${unit})`)],
    ...x.map((value, index) => [
      at(value),
      ...series.map(({ values }) => values[index]),
      ...limits.map(({ limit }) => limit),
    ]),
  ];
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages from files have no clipboard in some browsers.
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** One object a row; columns of the same name are told apart. */
function records([heads, ...rows]) {
  const names = heads.map((head, index) => (heads.indexOf(head) === index ? head : `${head} ${index + 1}`));
  return rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index], value ?? null])));
}

/** Without this script they could do nothing, so they come with it. */
for (const place of document.querySelectorAll("caption, figcaption")) {
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
  const rows = figure ? chartRows(figure.dataset.chart) : tableRows(button.closest("table"));
  const kind = button.dataset.copy.toUpperCase();
  await copy(kind === "CSV" ? csv(rows) : `${JSON.stringify(records(rows), null, 1)}\n`);
  said.textContent = `Copied ${rows.length} rows as ${kind}.`;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = kind), 1500);
});
