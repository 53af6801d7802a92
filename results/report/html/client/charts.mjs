/* global uPlot, document, window, getComputedStyle, IntersectionObserver, ResizeObserver, matchMedia */
// Draws each chart from its data in #charts when it comes into view, and again when the theme changes.
const { frames, charts: descriptions } = JSON.parse(document.getElementById("charts").textContent);
const charts = new Map(
  descriptions.map(({ frame, ...chart }) => {
    const whole = { ...frames[frame], ...chart };
    return [chart.id, { ...whole, series: chart.series.flatMap((line, index) => lines(whole, line, index)) }];
  }),
);

/** A limit is a horizontal line in the colour of its series. */
function lines({ x }, line, index) {
  const own = { ...line, colour: index % 6 };
  if (line.limit === undefined) return [own];
  return [own, { ...own, label: `limit of ${line.label}`, values: x.map(() => line.limit), isLimit: true }];
}

const DASHES = [undefined, [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 5]];
const STROKES = ["solid", "dashed", "dotted", "dashed", "dashed", "dotted"];
const LIMIT_DASH = [1, 3];
const HEIGHT = 220;
const drawn = new Map();

/** Custom properties hold `light-dark()` as text; only a real property of an element resolves it. */
const probe = document.body.appendChild(document.createElement("span"));
probe.hidden = true;
function colour(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

function text(value) {
  if (value === null || value === undefined) return "–";
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 6 }).replaceAll(",", "\u202f");
}

/** The common range of all charts of a group, which makes them visually comparable. */
const ranges = new Map();
for (const { group, series, log } of charts.values()) {
  for (const { values, right } of series) {
    const key = right ? `${group} right` : group;
    const range = ranges.get(key) ?? { min: Infinity, max: 0 };
    for (const value of values) {
      if (value === null || (log && value <= 0)) continue;
      range.min = Math.min(range.min, value);
      range.max = Math.max(range.max, value);
    }
    ranges.set(key, range);
  }
}
function rangeOf(key, log) {
  const { min, max } = ranges.get(key);
  // Room above the lines for the names of segments.
  if (!log) return [0, max > 0 ? max * 1.2 : 1];
  return min === Infinity ? [1, 10] : [min / 1.3, max * 2];
}

function options(chart, width) {
  const { group, unit, rightUnit, log, series } = chart;
  const ink = colour("quiet");
  const grid = { stroke: colour("line"), width: 1 };
  const axis = { stroke: ink, grid, ticks: grid, font: "12px system-ui, sans-serif" };
  const value = (suffix) => (_, number) => (number === null ? "–" : `${text(number)} ${suffix}`);
  const labels = (_, splits) => splits.map((split) => (split === null ? "" : text(split)));
  const right =
    rightUnit === undefined
      ? []
      : [
          {
            ...axis,
            scale: "right",
            side: 1,
            size: 55,
            grid: { show: false },
            values: labels,
            label: rightUnit,
            labelSize: 18,
            labelFont: axis.font,
          },
        ];
  return {
    width,
    height: HEIGHT,
    // The last percentile is a long label.
    ...(chart.xKind === "percentile" && { padding: [null, 34, null, null] }),
    scales: {
      x: { time: false, ...(chart.xKind === "percentile" && { distr: 3 }) },
      y: { distr: log ? 3 : 1, range: rangeOf(group, log) },
      ...(rightUnit !== undefined && { right: { range: rangeOf(`${group} right`, false) } }),
    },
    axes: [
      { ...axis, ...places(chart) },
      { ...axis, ...(log && logarithmic), size: 62, values: labels, label: unit, labelSize: 18, labelFont: axis.font },
      ...right,
    ],
    series: [
      { label: "at", value: (_, at) => (at === null ? "–" : place(chart, at)) },
      ...series.map((line) => ({
        label: line.label,
        scale: line.right ? "right" : "y",
        stroke: colour(`series-${line.colour}`),
        width: line.isLimit ? 1.25 : 1.75,
        dash: line.isLimit ? LIMIT_DASH : DASHES[line.colour],
        value: value(line.right ? rightUnit : unit),
        points: { show: chart.x.length < 3 },
      })),
    ],
    legend: { markers: { dash: (_, index) => strokeOf(series[index - 1]) } },
    cursor: { drag: { x: true, y: false }, ...(!chart.xKind && { sync: { key: group.replace(/-[^-]+$/, "") } }) },
    hooks: { drawClear: [(plot) => shade(plot, chart.segments)] },
  };
}

/** The position of a point in words: seconds, a load, or a percentile from 1 / (1 - quantile). */
function place({ xKind, xUnit }, at) {
  if (xKind === "load") return `${text(at)} ${xUnit}`;
  if (xKind !== "percentile") return `${text(at)} s`;
  // All nines, without trailing zeros.
  return `${Number((100 * (1 - 1 / at)).toFixed(Math.max(0, Math.ceil(Math.log10(at)))))} %`;
}

/** Labels with many nines are long, so a narrow chart shows only every other one. */
function places(chart) {
  if (chart.xKind !== "percentile") return { values: (_, splits) => splits.map((split) => place(chart, split)) };
  const values = ({ width }, splits) =>
    splits.map((split, i) =>
      (splits.length - 1 - i) % (width < 70 * splits.length ? 2 : 1) ? "" : place(chart, split),
    );
  return { values, ...logarithmic };
}

/** Powers of ten, and round numbers between them if there are only a few. */
const logarithmic = {
  splits(_plot, _axis, min, max) {
    const decades = Math.log10(max / min);
    const steps = decades > 2.5 ? [1] : decades > 0.8 ? [1, 2, 5] : [1, 1.5, 2, 3, 5, 7];
    const places = [];
    for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power += 1)
      places.push(...steps.map((step) => Number((step * 10 ** power).toPrecision(3))));
    return places.filter((at) => at >= min && at <= max);
  },
  filter: (_, splits) => splits,
};

const strokeOf = (line) => (line.isLimit ? "dotted" : STROKES[line.colour]);

/** Shades segments that are not measured and spikes, and labels all segments. */
function shade(plot, segments) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { from, to, name, measured, spike } of segments) {
    const [start, end] = [from, to].map((at) =>
      Math.min(Math.max(plot.valToPos(at, "x", true), bbox.left), bbox.left + bbox.width),
    );
    if (!measured || spike) {
      ctx.fillStyle = colour(measured ? "spike" : "shade");
      ctx.fillRect(start, bbox.top, end - start, bbox.height);
    }
    ctx.fillStyle = colour("strong-line");
    if (start > bbox.left) ctx.fillRect(start, bbox.top, devicePixelRatio, bbox.height);
    ctx.fillStyle = colour("quiet");
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textBaseline = "top";
    if (ctx.measureText(name).width < end - start)
      ctx.fillText(name, start + 4 * devicePixelRatio, bbox.top + 3 * devicePixelRatio);
  }
  ctx.restore();
}

function draw(figure) {
  const chart = charts.get(figure.dataset.chart);
  const target = figure.querySelector(".plot");
  if (!chart || target.clientWidth === 0) return;
  drawn.get(figure)?.destroy();
  const plot = new uPlot(
    options(chart, target.clientWidth),
    [chart.x, ...chart.series.map(({ values }) => values)],
    target,
  );
  drawn.set(figure, plot);
}

function byKeyboard(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const plot = drawn.get(event.currentTarget.closest("figure"));
  if (step === undefined || !plot) return;
  event.preventDefault();
  const last = plot.data[0].length - 1;
  const index = Math.min(Math.max((plot.cursor.idx ?? (step > 0 ? -1 : last + 1)) + step, 0), last);
  plot.setCursor({ left: plot.valToPos(plot.data[0][index], "x"), top: 10 });
  document.getElementById("said").textContent = spoken(
    charts.get(event.currentTarget.closest("figure").dataset.chart),
    index,
  );
}

/** A point as text for screen readers. */
function spoken(chart, index) {
  const values = chart.series.map(
    ({ label, values, right }) => `${label} ${text(values[index])} ${right ? chart.rightUnit : chart.unit}`,
  );
  return `${place(chart, chart.x[index])}: ${values.join(", ")}`;
}

const figures = [...document.querySelectorAll("figure[data-chart]")];
const inView = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting && !drawn.has(target)) draw(target);
  },
  { rootMargin: "800px" },
);
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const plot = drawn.get(target.closest("figure"));
    if (plot && target.clientWidth > 0 && plot.width !== target.clientWidth)
      plot.setSize({ width: target.clientWidth, height: HEIGHT });
  }
});
for (const figure of figures) {
  const target = figure.querySelector(".plot");
  inView.observe(figure);
  resized.observe(target);
  target.addEventListener("keydown", byKeyboard);
}

const redraw = () => [...drawn.keys()].forEach(draw);
document.addEventListener("themechange", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

// Printing shows all details, in the light theme.
let before = [];
window.addEventListener("beforeprint", () => {
  before = [...document.querySelectorAll("details:not([open])")];
  before.forEach((details) => (details.open = true));
  document.documentElement.dataset.printing = document.documentElement.dataset.theme ?? "auto";
  document.documentElement.dataset.theme = "light";
  figures.forEach(draw);
});
window.addEventListener("afterprint", () => {
  before.forEach((details) => (details.open = false));
  const { printing } = document.documentElement.dataset;
  document.documentElement.dataset.theme = printing ?? "auto";
  delete document.documentElement.dataset.printing;
  redraw();
});
