/* global document, navigator, setTimeout */
// The theme, and figures as data: every table and chart can be copied as CSV.
const theme = document.getElementById("theme");
theme.addEventListener("change", () => {
  document.documentElement.dataset.theme = theme.value;
  document.dispatchEvent(new Event("themechange"));
});

/** Quoted as RFC 4180 has it; text that a spreadsheet would run as a formula gets an apostrophe before it. */
function csv(rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function tableRows(table) {
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim().replace(/\s+/g, " ")));
}

function chartRows(id) {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const { x, series, unit, rightUnit } = charts.find((chart) => chart.id === id);
  const heads = series.map(({ label, right }) => `${label} (${right ? rightUnit : unit})`);
  return [["seconds", ...heads], ...x.map((at, index) => [at, ...series.map(({ values }) => values[index])])];
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

const said = document.getElementById("said");
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button.copy");
  if (!button) return;
  const rows =
    button.dataset.copy === "chart"
      ? chartRows(button.closest("figure").dataset.chart)
      : tableRows(button.closest("table"));
  await copy(csv(rows));
  said.textContent = `Copied ${rows.length} rows as CSV.`;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy CSV"), 1500);
});
