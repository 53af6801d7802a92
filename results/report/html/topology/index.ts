/** The drawing of a stack: its nodes, the services on them, and the delays between them. */
import { html, type Content, type Markup } from "../markup.ts";
import { topologyGraph, topologyText } from "./graph.ts";
import { layOut, type Box } from "./layout.ts";
import type { StackOutputs } from "../../../schema/outputs.ts";

/** Widths of the drawing beside another one, and on a phone; the page shows one of them. */
const WIDTHS = { wide: 584, narrow: 358 };

/** @param colours index of the colour of each service */
export function topologyDrawing(outputs: StackOutputs | null, colours: ReadonlyMap<string, number>): Content {
  const graph = topologyGraph(outputs);
  if (!graph) return null;
  const drawn = Object.entries(WIDTHS).map(([name, width]) => {
    const { height, boxes, links, hidden } = layOut(graph, width);
    return html`<svg
        class="topology ${name}"
        viewBox="0 0 ${width} ${Math.ceil(height)}"
        width="${width}"
        height="${Math.ceil(height)}"
        role="img"
        aria-label="${topologyText(graph)}"
      >
        ${links.map(
          ({ points, label, at: [x, y], anchor }) =>
            html`<polyline class="link" points="${points.map((point) => point.map(round).join(",")).join(" ")}" />
              <text class="link" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${label}</text>`,
        )}
        ${boxes.map((each) => drawnBox(each, colours))}
      </svg>
      ${hidden > 0 && html`<p class="quiet ${name}">${hidden} links are listed under Setting and Network.</p>`} `;
  });
  return html`${drawn}`;
}

function drawnBox({ node, title, subtitle, chips, ...box }: Box, colours: ReadonlyMap<string, number>): Markup {
  return html`<g>
    <title>${node.name} (${node.description})</title>
    <rect class="node" ${area(box)} rx="8" />
    <text class="node" x="${round(box.x + 10)}" y="${round(box.y + 18)}">${title}</text>
    <text class="description" x="${round(box.x + 10)}" y="${round(box.y + 32)}">${subtitle}</text>
    ${chips.map(
      ({ service, text, ...chip }) =>
        html`<g class="${service.isEntry && "entry-service "}service-${colours.get(service.name) ?? 0}">
          <rect class="chip" ${area(chip)} rx="10" />
          <circle cx="${round(chip.x + 11)}" cy="${round(chip.y + 10)}" r="4" />
          <text x="${round(chip.x + 19)}" y="${round(chip.y + 14)}">${text}</text>
        </g>`,
    )}
  </g>`;
}

const area = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): Markup =>
  html`x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;

const round = (value: number): number => Math.round(10 * value) / 10;
