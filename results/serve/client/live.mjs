/* global uPlot, document, window, getComputedStyle, EventSource, requestAnimationFrame, matchMedia */
// Follows a run with one chart per cell, redrawn at most once per frame.
const { events, report } = JSON.parse(document.getElementById("run").textContent);
const state = document.getElementById("state");
const place = document.getElementById("cells");
const cells = new Map();
const HEIGHT = 240;
/** Steps of the time axis; there is one value per second. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

function announce(text, link) {
  state.textContent = text;
  if (link)
    state.append(" ", Object.assign(document.createElement("a"), { href: link, textContent: "Its report" }), ".");
}

const probe = document.body.appendChild(document.createElement("span"));
probe.hidden = true;
function colour(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

function cellOf(name) {
  let cell = cells.get(name);
  if (!cell) {
    const section = document.createElement("section");
    // Running cells are above closed ones.
    place.prepend(section);
    section.dataset.cell = name;
    const heading = section.appendChild(document.createElement("h2"));
    heading.textContent = name;
    const now = section.appendChild(document.createElement("p"));
    const plot = section.appendChild(document.createElement("div"));
    plot.className = "plot";
    // Screen readers get the newest numbers from the line above.
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", `Requests and latency of ${name} over time`);
    cell = { section, data: [[], [], [], []], now, plot, chart: null, dirty: false, closed: false };
    cells.set(name, cell);
  }
  return cell;
}

function options(width) {
  const grid = { stroke: colour("line"), width: 1 };
  const axis = { stroke: colour("quiet"), grid, ticks: grid, font: "12px system-ui, sans-serif" };
  const line = (label, index, scale, dash) => ({ label, scale, dash, stroke: colour(`series-${index}`), width: 1.75 });
  return {
    width,
    height: HEIGHT,
    scales: {
      x: { time: false },
      ms: { range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1] },
      rate: { range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1] },
    },
    axes: [
      { ...axis, incrs: TIME_STEPS, values: (_, splits) => splits.map((split) => `${split} s`) },
      { ...axis, scale: "rate", label: "req/s", labelFont: axis.font, size: 60 },
      { ...axis, scale: "ms", side: 1, label: "ms", labelFont: axis.font, grid: { show: false }, size: 60 },
    ],
    legend: { markers: { dash: (_, index) => ["solid", "solid", "dashed", "dotted"][index] } },
    series: [
      { label: "at" },
      line("req/s", 0, "rate"),
      line("p50 ms", 1, "ms", [8, 4]),
      line("p95 ms", 2, "ms", [2, 3]),
    ],
  };
}

function draw(cell, fromScratch = false) {
  if (fromScratch) {
    cell.chart?.destroy();
    cell.chart = null;
  }
  if (cell.chart) cell.chart.setData(cell.data);
  else cell.chart = new uPlot(options(cell.plot.clientWidth || 800), cell.data, cell.plot);
}

function drawSoon(cell) {
  if (cell.dirty) return;
  cell.dirty = true;
  requestAnimationFrame(() => {
    cell.dirty = false;
    draw(cell);
  });
}

function announceProgress() {
  const closed = [...cells.values()].filter((cell) => cell.closed).length;
  announce(`Following the run${closed === 0 ? "" : `: ${closed} ${closed === 1 ? "cell is" : "cells are"} closed`}.`);
}

const text = (value) => (value === null ? "–" : String(Number(value.toPrecision(3))));
const on = {
  second({ cell: name, second }) {
    const cell = cellOf(name);
    const values = [second.atMs / 1000, second.requests, second.p50Ms, second.p95Ms];
    values.forEach((value, index) => cell.data[index].push(value));
    const users = second.users === null ? "" : `${second.users} users, `;
    cell.now.textContent = `${text(second.atMs / 1000)} s: ${users}${second.requests} req/s, ${second.failures} failed, p50 ${text(second.p50Ms)} ms, p95 ${text(second.p95Ms)} ms`;
    drawSoon(cell);
  },
  restart({ cell: name }) {
    const cell = cellOf(name);
    cell.data = [[], [], [], []];
    cell.closed = false;
    place.prepend(cell.section);
    drawSoon(cell);
  },
  "cell-closed"({ cell: name }) {
    const cell = cellOf(name);
    cell.now.textContent += " (closed)";
    cell.closed = true;
    place.append(cell.section);
    announceProgress();
  },
  problem: ({ cell, message }) => announce(`${cell}: ${message}.`),
  "run-closed"() {
    source.close();
    announce("The run is closed.", report);
  },
};

const source = new EventSource(events);
source.addEventListener("open", () => {
  // After a reconnection, the server sends everything again from the beginning.
  for (const cell of cells.values()) Object.assign(cell, { data: [[], [], [], []], closed: false });
  announceProgress();
});
source.addEventListener("error", () => announce("Connection lost; reconnecting."));
for (const [name, handle] of Object.entries(on))
  source.addEventListener(name, (event) => handle(JSON.parse(event.data)));

const redraw = () => cells.forEach((cell) => draw(cell, true));
document.addEventListener("themechange", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
window.addEventListener("resize", redraw);
