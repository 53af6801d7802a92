/** The sign of a side: a colour and a shape, which are the same wherever the side is shown. */
import { html, type Markup } from "../markup.ts";

/** Around the origin, all about equally large. */
const SHAPES = [
  "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
  "M0-6.2 6.2 0 0 6.2-6.2 0Z",
  "M0-5.8 5.8 4.6-5.8 4.6Z",
  "M-4.6-4.6h9.2v9.2h-9.2Z",
  "M0 5.8 5.8-4.6-5.8-4.6Z",
  "M-2-5.5h4v3.5h3.5v4h-3.5v3.5h-4v-3.5h-3.5v-4h3.5Z",
];

const shapeOf = (side: number): string => SHAPES[side % SHAPES.length]!;

/** In a figure, hollow if its cells do not count. `x` and `y` have their units. */
export function markerAt(side: number, x: string, y: string, isEvidence = true): Markup {
  return html`<svg class="side-${side % SHAPES.length}" x="${x}" y="${y}" overflow="visible">
    <path class="${isEvidence ? "marker" : "marker hollow"}" d="${shapeOf(side)}" />
  </svg>`;
}

/** In a line of text, before the name of the side. */
export function sideMarker(side: number): Markup {
  return html`<svg class="sign side-${side % SHAPES.length}" viewBox="-7 -7 14 14" aria-hidden="true">
    <path class="marker" d="${shapeOf(side)}" />
  </svg>`;
}
