/**
 * Draws a chart as SVG that needs no script. Lines are in a box of 1000 x 600 units that stretches with the page, while
 * text and widths of lines keep their size. Colours are custom properties, so the drawing follows the theme and paper.
 */
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import { isFaint, type Chart, type Line, type Span } from "./chart.ts";
import { position, totals, xScale, yScale, type Scale } from "./scale.ts";

const WIDTH = 1000;
const HEIGHT = 600;
/** Height on the page, in CSS pixels. */
const PIXELS = 150;
/** The narrowest chart on a page, and the width of a letter, to leave out names that would not fit. */
const NARROW_PIXELS = 300;
const LETTER_PIXELS = 6.5;

export function drawing(chart: Chart): Markup {
  const [x, y] = [xScale(chart), yScale(chart)];
  const lines = chart.lines.toSorted((a, b) => Number(isFaint(b)) - Number(isFaint(a)));
  return html`<svg class="drawing" width="100%" height="${PIXELS}" aria-hidden="true">
    ${spans(chart, x)}
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" height="${PIXELS}" preserveAspectRatio="none">
      <path class="grid" d="${grid(x, y)}" />
      ${chart.stacked ? areas(chart.lines, x, y) : lines.map((line) => stroke(line, x, y))}
    </svg>
    ${y.ticks.map(({ value, label }) => html`<text class="y" x="-6" y="${pixels(y, value)}">${label}</text>`)}
    ${x.ticks.map((tick) => xLabel(x, tick))}
    <line class="cursor" y2="${PIXELS}" />
  </svg>`;
}

const percentOf = (share: number): string => `${Number((100 * share).toFixed(2))}%`;
const percent = (scale: Scale, value: number): string => percentOf(position(scale, value));
const pixels = (scale: Scale, value: number): number => Number((PIXELS * (1 - position(scale, value))).toFixed(1));

/** Labels at the ends stay within the chart. */
function xLabel(scale: Scale, { value, label }: Scale["ticks"][number]): Markup {
  const at = position(scale, value);
  const end = at > 0.96 ? "last" : at < 0.02 ? "first" : "";
  return html`<text class="x ${end}" x="${percent(scale, value)}" y="${PIXELS + 15}">${label}</text>`;
}

const SHADED: readonly Span["look"][] = ["unmeasured", "spike"];
const MARKED: readonly Span["look"][] = ["change", "worse"];

function spans({ spans }: Chart, scale: Scale): Content {
  return spans.map(({ name, from, to, look }) => {
    const share = position(scale, to) - position(scale, from);
    const fits = LETTER_PIXELS * name.length + 6 < share * NARROW_PIXELS;
    return [
      SHADED.includes(look) &&
        html`<rect class="${look}" x="${percent(scale, from)}" width="${percentOf(share)}" height="${PIXELS}" />`,
      MARKED.includes(look) &&
        html`<line class="${look}" x1="${percent(scale, from)}" x2="${percent(scale, from)}" y2="${PIXELS}" />`,
      fits && html`<text class="span ${look}" x="${percent(scale, from)}" dx="4" y="11">${name}</text>`,
    ];
  });
}

function grid(x: Scale, y: Scale): string {
  const across = y.ticks.map(({ value }) => `M0 ${Math.round(HEIGHT * (1 - position(y, value)))}h${WIDTH}`);
  const up = x.ticks.map(({ value }) => `M${Math.round(WIDTH * position(x, value))} ${HEIGHT}v12`);
  return [...across, ...up, `M0 ${HEIGHT}h${WIDTH}`].join("");
}

function stroke(line: Line, x: Scale, y: Scale): Content {
  const parts = partsOf(line, x, y);
  // A single point between missing values would be as small as the line is thin.
  const alone = line.look === "faint" ? [] : parts.filter(({ length }) => length === 1).flat();
  const dots = (line.look === "points" ? parts.flat() : alone).map((point) => path([point]));
  return [
    html`<path class="line ${line.identity} ${line.look}" d="${parts.map(path).join("")}" />`,
    dots.length > 0 && html`<path class="line dots ${line.identity}" d="${dots.join("")}" />`,
  ];
}

type Point = readonly [x: number, y: number];

const point = (x: Scale, y: Scale, at: number, value: number): Point => [
  Math.round(WIDTH * position(x, at)),
  Math.round(HEIGHT * (1 - position(y, value))),
];

/** Parts of a line without missing values. */
function partsOf({ x: places, values }: Pick<Line, "x" | "values">, x: Scale, y: Scale): Point[][] {
  const parts: Point[][] = [[]];
  for (const [at, value] of values.entries()) {
    if (value === null || (y.log && value <= 0)) parts.push([]);
    else parts.at(-1)!.push(point(x, y, places[at]!, value));
  }
  return parts.filter((part) => part.length > 0);
}

/** Each line as an area above the sum of the lines before it. */
function areas(lines: readonly Line[], x: Scale, y: Scale): Content {
  return lines.map((line, index) => {
    const top = totals(lines.slice(0, index + 1).map(({ values }) => values));
    const base = totals(lines.slice(0, index).map(({ values }) => values));
    const shown = line.x.flatMap((at, place) => (top[place] === null ? [] : [{ at, place }]));
    const edge = (values: readonly (number | null)[]) =>
      shown.map(({ at, place }) => point(x, y, at, values[place] ?? 0));
    const outline = [...edge(top), ...edge(base).reverse()];
    return outline.length > 0 && html`<path class="area ${line.identity}" d="${path(outline)}z" />`;
  });
}

/** Whole numbers relative to the point before take a third of the bytes of absolute ones. A single point becomes a dot. */
export function path([first, ...rest]: readonly Point[]): string {
  if (!first) return "";
  if (rest.length === 0) return `M${first.join(" ")}h0`;
  const steps = rest.map(([x, y], at) => [x - (rest[at - 1] ?? first)[0], y - (rest[at - 1] ?? first)[1]]);
  return `M${first.join(" ")}l${steps.flat().join(" ").replaceAll(" -", "-")}`;
}
