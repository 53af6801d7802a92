/* global document, window */
// Reads single points of charts with the pointer and the arrow keys, hides and shows lines, and prepares printing.

/** The data of a chart, with the places of every line written out. */
function dataOf(figure) {
  const data = JSON.parse(figure.querySelector("script").textContent);
  for (const line of data.lines)
    if (!Array.isArray(line.x)) line.x = line.values.map((_, at) => line.x.from + at * line.x.step);
  return data;
}

const position = ({ low, high, log }, value) => {
  const [from, to, at] = log ? [low, high, value].map(Math.log) : [low, high, value];
  return (at - from) / (to - from);
};

function text(value) {
  if (value === null || value === undefined) return "–";
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 6 }).replaceAll(",", "\u202f");
}

/** A place of the x axis in words: seconds, a load, a run, or a percentile from 1 / (1 - quantile). */
function place({ xKind, xUnit, xNames }, at) {
  if (xKind === "load") return `${text(at)} ${xUnit}`;
  if (xKind === "run") return xNames[at] ?? "–";
  if (xKind !== "percentile") return `${text(at)} s`;
  // All nines, without trailing zeros.
  return `${Number((100 * (1 - 1 / at)).toFixed(Math.max(0, Math.ceil(Math.log10(at)))))} %`;
}

/** All places of the strong lines, ascending. */
const placesOf = ({ lines }) =>
  [...new Set(lines.filter(({ look }) => look !== "faint").flatMap(({ x }) => x))].sort((a, b) => a - b);

const nearest = (places, distance) =>
  places.reduce((best, _, at) => (distance(places[at]) < distance(places[best]) ? at : best), 0);

/** The value of each strong line at its point next to the place, as far as it has one there. */
function readings({ lines }, at) {
  return lines
    .filter(({ look, identity }) => look !== "faint" && !hidden.has(identity))
    .map(({ label, identity, x, values }) => {
      const index = nearest(x, (other) => Math.abs(other - at));
      const gap = Math.max(x[1] - x[0] || 0, 1);
      return { label, identity, at: x[index], value: Math.abs(x[index] - at) <= gap ? values[index] : null };
    });
}

const hidden = new Set();
const said = document.getElementById("said");

function show(plot, at) {
  const data = dataOf(plot.closest("figure"));
  const { x, y } = data.axes;
  const share = position(x, at);
  const cursor = plot.querySelector(".cursor");
  cursor.setAttribute("x1", `${100 * share}%`);
  cursor.setAttribute("x2", `${100 * share}%`);
  cursor.style.visibility = "visible";
  clear(plot);
  const read = readings(data, at);
  const box = document.createElement("div");
  box.className = "reading";
  box.append(Object.assign(document.createElement("b"), { textContent: place(data, at) }));
  for (const { label, identity, value } of data.stacked ? read.toReversed() : read) {
    const row = box.appendChild(document.createElement("span"));
    const name = row.appendChild(document.createElement("span"));
    name.append(Object.assign(document.createElement("i"), { className: identity }), label);
    row.append(Object.assign(document.createElement("span"), { textContent: `${text(value)} ${data.unit}` }));
  }
  box.style[share > 0.5 ? "left" : "right"] = share > 0.5 ? "3.4rem" : "0.4rem";
  plot.append(box);
  if (!data.stacked) for (const each of read) dot(plot, x, y, each);
  plot.dataset.at = at;
  return `${place(data, at)}: ${read.map(({ label, value }) => `${label} ${text(value)} ${data.unit}`).join(", ")}`;
}

function dot(plot, x, y, { identity, at, value }) {
  if (value === null || value === undefined || (y.log && value <= 0)) return;
  const drawing = plot.querySelector(".drawing");
  const circle = document.createElementNS(drawing.namespaceURI, "circle");
  circle.setAttribute("class", `dot ${identity}`);
  circle.setAttribute("cx", `${100 * position(x, at)}%`);
  circle.setAttribute("cy", (1 - position(y, value)) * drawing.height.baseVal.value);
  circle.setAttribute("r", 3.5);
  drawing.append(circle);
}

function clear(plot) {
  for (const part of plot.querySelectorAll(".reading, .dot")) part.remove();
}

function leave(plot) {
  clear(plot);
  plot.querySelector(".cursor").style.visibility = "hidden";
  delete plot.dataset.at;
}

const plotOf = (target) => target.closest?.(".plot");

document.addEventListener("pointermove", ({ target, clientX }) => {
  const plot = plotOf(target);
  for (const other of document.querySelectorAll(".plot:has(.reading)"))
    if (other !== plot && other !== document.activeElement) leave(other);
  if (!plot) return;
  const data = dataOf(plot.closest("figure"));
  const places = placesOf(data);
  if (places.length === 0) return;
  const { left, width } = plot.querySelector(".drawing").getBoundingClientRect();
  const share = (clientX - left) / width;
  show(plot, places[nearest(places, (at) => Math.abs(position(data.axes.x, at) - share))]);
});

document.addEventListener("keydown", (event) => {
  const plot = plotOf(event.target);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!plot || (step === undefined && event.key !== "Escape")) return;
  event.preventDefault();
  if (step === undefined) return leave(plot);
  const places = placesOf(dataOf(plot.closest("figure")));
  if (places.length === 0) return;
  const last = places.length - 1;
  const from = plot.dataset.at === undefined ? (step > 0 ? -1 : last + 1) : places.indexOf(Number(plot.dataset.at));
  said.textContent = show(plot, places[Math.min(Math.max(from + step, 0), last)]);
});
document.addEventListener("focusout", ({ target }) => plotOf(target) === target && leave(target));

// The buttons of a legend hide and show lines in all charts of their section.
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("button.entry");
  if (!button) return;
  const { identity } = button.dataset;
  const isShown = button.getAttribute("aria-pressed") !== "true";
  if (isShown) hidden.delete(identity);
  else hidden.add(identity);
  for (const entry of document.querySelectorAll(`button.entry[data-identity="${identity}"]`))
    entry.setAttribute("aria-pressed", String(isShown));
  for (const line of document.querySelectorAll(`.drawing .${identity}`)) line.style.display = isShown ? "" : "none";
});

// Printing shows all details.
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  opened.forEach((details) => (details.open = true));
});
window.addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
