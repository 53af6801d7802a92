import { Html } from "./html.ts";

/** Line drawings of the products, 64 x 64. They are inline, so that a page is one request. */
const DRAWINGS: Record<string, string> = {
  compass: '<circle cx="32" cy="34" r="20"/><path d="M32 14V8m-4-2h8M38 28 26 40l2-8 8-8z"/>',
  scarf: '<path d="M18 12c8 8 20 8 28 0l4 8c-10 10-26 10-36 0zM24 26v28h10V28m-10 20h10m-10-6h10"/>',
  clock: '<rect x="12" y="12" width="40" height="40" rx="8"/><path d="M32 20v12l8 6M20 52l-4 6m28-6 4 6"/>',
  boots: '<path d="M22 10h14v26l14 6c4 2 4 8 4 10H20c-2-12 4-20 2-42zM20 52v4h34v-4M36 20h-6m6 7h-6"/>',
  radio:
    '<rect x="10" y="22" width="44" height="30" rx="4"/><circle cx="24" cy="37" r="8"/><path d="M38 32h10m-10 6h10M16 22 44 8"/>',
  lantern: '<path d="M26 8h12m-6 0v6M22 14h20l8 12v12l-8 12H22l-8-12V26zM14 26h36M14 38h36M28 50v6h8v-6"/>',
  mill: '<path d="M26 28h12l6 28H20zM26 28c-6-4-4-10 0-12h12c4 2 6 8 0 12M32 16v-6m-3 0h6"/>',
  jar: '<rect x="16" y="18" width="32" height="40" rx="6"/><path d="M20 18v-8h24v8M16 30h32M24 40h16"/>',
  cup: '<path d="M14 20h30v26c0 6-4 10-10 10H24c-6 0-10-4-10-10zM44 26h6c6 0 6 16-6 16"/>',
};

const svg = (drawing: string): Html =>
  new Html(
    `<svg viewBox="0 0 64 64" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">${drawing}</svg>`,
  );

const PICTURES = new Map(Object.entries(DRAWINGS).map(([name, drawing]) => [name, svg(drawing)]));
const NO_PICTURE = svg('<rect x="12" y="12" width="40" height="40"/>');

export const picture = (name: string): Html => PICTURES.get(name) ?? NO_PICTURE;
