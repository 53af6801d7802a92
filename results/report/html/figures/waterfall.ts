/** How the mean latency of each level became what it is: before, what links add, the rest, after. */
import type { Comparison } from "../../../compare/types.ts";
import { difference, quantity } from "../../../../base/format.ts";
import { html, type Content, type Markup } from "../markup.ts";
import { linearAxis, type Axis } from "./axis.ts";
import { axisRow, plotRow } from "./plot.ts";

export interface Waterfall {
  level: string;
  steps: Step[];
}

/** A bar from one latency to another. */
export interface Step {
  kind: "before" | "links" | "rest" | "after";
  fromMs: number;
  toMs: number;
}

/** One per level whose change links explain in part. */
export function waterfallsOf({ levels }: Pick<Comparison, "levels">): Waterfall[] {
  return levels.flatMap(({ level, roundTrips }): Waterfall[] => {
    const all = roundTrips.find(({ endpoint }) => endpoint === "*");
    if (!all?.meanMs || !all.explainedMs) return [];
    const { a, b } = all.meanMs;
    const linked = a + all.explainedMs;
    return [
      {
        level,
        steps: [
          { kind: "before", fromMs: 0, toMs: a },
          { kind: "links", fromMs: a, toMs: linked },
          { kind: "rest", fromMs: linked, toMs: b },
          { kind: "after", fromMs: 0, toMs: b },
        ],
      },
    ];
  });
}

/** Levels that are shown at once. */
const MAX_LEVELS = 3;

/** @param sides indices of the two sides. `null` if links explain nothing at any level. */
export function waterfallFigure(comparison: Comparison, sides: readonly [number, number]): Content {
  const found = waterfallsOf(comparison);
  if (found.length === 0) return null;
  const axis = linearAxis(
    Math.max(...found.flatMap(({ steps }) => steps.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))),
  );
  const list = (some: readonly Waterfall[]) =>
    html`<ul class="rows waterfall">
      ${some.map(({ level, steps }) => steps.map((step) => item(level, step, axis, comparison, sides)))}
      <li class="axis-row"><span class="track">${axisRow(axis)}</span></li>
    </ul>`;
  const more = found.slice(MAX_LEVELS);
  return html`<figure class="figure">
    <figcaption>
      Mean latency explained by links
      <span class="quiet">${comparison.a.label} → ${comparison.b.label}, ms</span>
    </figcaption>
    ${list(found.slice(0, MAX_LEVELS))}
    <p class="quiet hint">Links: sequential round trips times their duration. Rest: what they do not explain.</p>
    ${
      more.length > 0 &&
      html`<details>
        <summary>${more.length} more levels</summary>
        ${list(more)}
      </details>`
    }
  </figure>`;
}

function item(
  level: string,
  step: Step,
  axis: Axis,
  { a, b }: Comparison,
  [before, after]: readonly [number, number],
): Markup {
  const { kind, fromMs, toMs } = step;
  const [low, high] = [axis.at(Math.max(0, Math.min(fromMs, toMs))), axis.at(Math.max(fromMs, toMs))];
  const look = { before: `side-${before}`, links: "links", rest: "rest", after: `side-${after}` }[kind];
  const name = { before: a.label, links: "+ links", rest: "+ rest", after: `= ${b.label}` }[kind];
  const isTotal = kind === "before" || kind === "after";
  const bar = html`<rect
    class="step ${look}"
    x="${low}%"
    width="${Math.round(100 * (high - low)) / 100}%"
    y="15%"
    height="70%"
  />`;
  return html`<li${kind === "before" && html` class="first"`}>
    <b class="${kind !== "before" && "again"}">${level}</b> <span class="metric">${name}</span>
    <span class="track">${plotRow(axis, bar)}</span>
    <span class="values">${isTotal ? quantity(toMs, "ms") : difference(toMs - fromMs, "ms")}</span>
  </li> `;
}
