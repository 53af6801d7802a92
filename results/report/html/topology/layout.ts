/**
 * Where the parts of a drawing of a stack are, in pixels. Nodes stand in a row if they fit, else below each other; links
 * between neighbours are straight, others go around the nodes between them.
 */
import type { TopologyGraph, TopologyNode } from "./graph.ts";

export interface TopologyLayout {
  width: number;
  height: number;
  boxes: Box[];
  links: { points: Point[]; label: string; at: Point; anchor: "start" | "middle" }[];
  /** How many links are not drawn, because they would cover each other or leave no room for the nodes. */
  hidden: number;
}

export interface Box extends Area {
  node: TopologyNode;
  /** Texts shortened to the width of the box. */
  title: string;
  subtitle: string;
  chips: (Area & { service: TopologyNode["services"][number]; text: string })[];
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Point = readonly [x: number, y: number];

/** Width of a character of 11 pixels in a wide font. */
const CHARACTER = 6.9;
const PADDING = 10;
const HEAD = 40;
const CHIP = { height: 20, gap: 5, beside: 24 };
const MIN_BOX = 130;
/** Between nodes in a row: room for the label of a link. */
const BESIDE = 112;
const BELOW = 34;
/** Between the lines of links that go around nodes, and the room for their labels beside a column. */
const DETOUR = 20;
const DETOUR_LABEL = 106;
const MAX_LINKS = 6;

/** @param width of the drawing, at least 200 */
export function layOut({ nodes, links }: TopologyGraph, width: number): TopologyLayout {
  const inRow = inARow(nodes, width);
  const detours = links.filter(({ between: [from, to] }) => to - from > 1);
  const forLinks = detours.length === 0 ? 0 : DETOUR * detours.length + DETOUR_LABEL;
  const fit = links.length <= MAX_LINKS && (inRow !== null || width - forLinks >= MIN_BOX);
  const [shown, around] = fit ? [links, detours] : [[], []];
  const boxes = inRow ?? inAColumn(nodes, fit ? width - forLinks : width);
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const drawn = shown.map(({ between: [from, to], label }) => {
    const [a, b] = [boxes[from]!, boxes[to]!];
    const rank = around.findIndex(({ between }) => between[0] === from && between[1] === to);
    const route = rank < 0 ? (inRow ? across : down) : inRow ? beneath : beside;
    return { label, ...route(a, b, rank + 1) };
  });
  const height = inRow && around.length > 0 ? bottom + DETOUR * around.length + 4 : bottom;
  return { width, height: height + 1, boxes, links: drawn, hidden: links.length - shown.length };
}

/** `null` if the nodes do not fit in a row. Those with more services are wider. */
function inARow(nodes: readonly TopologyNode[], width: number): Box[] | null {
  const least = nodes.map(leastWidth);
  const rest = width - 2 - sum(least) - BESIDE * (nodes.length - 1);
  if (rest < 0) return null;
  const services = Math.max(1, sum(nodes.map((node) => node.services.length)));
  let x = 1;
  const boxes = nodes.map((node, index) => {
    const own = least[index]! + (nodes.length === 1 ? rest : (rest * node.services.length) / services);
    const made = box(node, x, 1, own);
    x += own + BESIDE;
    return made;
  });
  const height = Math.max(...boxes.map((each) => each.height));
  return boxes.map((each) => ({ ...each, height }));
}

function inAColumn(nodes: readonly TopologyNode[], width: number): Box[] {
  let y = 1;
  return nodes.map((node) => {
    const made = box(node, 1, y, width - 2);
    y += made.height + BELOW;
    return made;
  });
}

function box(node: TopologyNode, x: number, y: number, width: number): Box {
  const inner = width - 2 * PADDING;
  let [left, top] = [x + PADDING, y + HEAD];
  const chips = node.services.map((service) => {
    const name = service.replicas === 1 ? service.name : `${service.name} × ${service.replicas}`;
    const text = fitting(name, inner - CHIP.beside);
    const own = Math.min(inner, text.length * CHARACTER + CHIP.beside);
    if (left > x + PADDING && left + own > x + PADDING + inner) {
      left = x + PADDING;
      top += CHIP.height + CHIP.gap;
    }
    const chip = { service, text, x: left, y: top, width: own, height: CHIP.height };
    left += own + CHIP.gap;
    return chip;
  });
  const end = chips.length === 0 ? y + HEAD : top + CHIP.height + PADDING;
  const title = fitting(node.name, inner);
  return { node, title, subtitle: fitting(node.description, inner), x, y, width, height: end - y, chips };
}

function leastWidth({ name, services }: TopologyNode): number {
  const longest = Math.max(name.length * CHARACTER, ...services.map((s) => s.name.length * CHARACTER + CHIP.beside));
  return Math.max(MIN_BOX, Math.min(longest, 180) + 2 * PADDING);
}

function fitting(text: string, width: number): string {
  const most = Math.max(1, Math.floor(width / CHARACTER));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

type Route = Pick<TopologyLayout["links"][number], "points" | "at" | "anchor">;

function across(a: Box, b: Box): Route {
  const y = a.y + a.height / 2;
  const [from, to] = [a.x + a.width, b.x];
  return { points: [[from, y], [to, y]], at: [(from + to) / 2, y - 7], anchor: "middle" }; // prettier-ignore
}

function down(a: Box, b: Box): Route {
  const x = a.x + 40;
  const [from, to] = [a.y + a.height, b.y];
  return { points: [[x, from], [x, to]], at: [x + 10, (from + to) / 2 + 4], anchor: "start" }; // prettier-ignore
}

/** The lines of several links leave a box at different places. */
function beneath(a: Box, b: Box, rank: number): Route {
  const bottom = a.y + a.height;
  const y = bottom + DETOUR * rank - 2;
  const [from, to] = [a.x + a.width / 2 + 8 * rank, b.x + b.width / 2 - 8 * rank];
  return { points: [[from, bottom], [from, y], [to, y], [to, bottom]], at: [(from + to) / 2, y - 5], anchor: "middle" }; // prettier-ignore
}

function beside(a: Box, b: Box, rank: number): Route {
  const right = a.x + a.width;
  const x = right + DETOUR * rank - 6;
  // Of a low box without services too, the last line still leaves from its edge.
  const apart = ({ height }: Box): number => rank * Math.min(5, height / 2 / (MAX_LINKS + 1));
  const [from, to] = [a.y + a.height / 2 + apart(a), b.y + b.height / 2 - apart(b)];
  return { points: [[right, from], [x, from], [x, to], [right, to]], at: [x + 6, (from + to) / 2 + 4], anchor: "start" }; // prettier-ignore
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
