/* global document, fetch, URLSearchParams, AbortController */
// Filters the list of runs, and compares two of them below it.
const filter = document.getElementById("filter");
const rows = [...document.querySelectorAll("main tbody tr")];
const boxes = [...document.querySelectorAll("input[name=run]")];
const brief = document.getElementById("brief");

/** A row is shown if it contains every word. */
function applyFilter() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.innerText.toLowerCase();
    // What is selected stays in view, because it takes part in the comparison.
    const isShown = words.every((word) => text.includes(word)) || row.querySelector("input").checked;
    row.classList.toggle("filtered", !isShown);
    if (isShown) shown += 1;
  }
  const all = `${rows.length} ${rows.length === 1 ? "run" : "runs"}`;
  document.getElementById("count").textContent = words.length === 0 ? all : `${shown} of ${all}`;
}
filter.addEventListener("input", applyFilter);

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.matches("input, select")) {
    event.preventDefault();
    filter.focus();
  }
  if (event.key === "Escape" && event.target === filter) {
    filter.value = "";
    applyFilter();
  }
});

let earlier = new AbortController();

/** Two runs are compared at once; for more, the button leads to a report. */
async function compare() {
  earlier.abort();
  earlier = new AbortController();
  const runs = boxes.filter(({ checked }) => checked).map(({ value }) => ["run", value]);
  if (runs.length !== 2) return brief.replaceChildren();
  try {
    const answer = await fetch(`/compare/brief?${new URLSearchParams(runs)}`, { signal: earlier.signal });
    brief.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") brief.textContent = "The server does not answer.";
  }
}
for (const box of boxes) box.addEventListener("change", compare);
applyFilter();
void compare();
