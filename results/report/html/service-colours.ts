/** The colour of each service, which is the same in every drawing and chart of a report. */

/** Colours `--service-0` to `--service-11` in styles/tokens.css. */
export const SERVICE_COLOURS = 12;

/**
 * An index of a colour by service name. It follows from the name, so that a service mostly keeps its colour between reports;
 * services of one report share a colour only if there are more than twelve.
 */
export function serviceColours(names: Iterable<string>): Map<string, number> {
  const colours = new Map<string, number>();
  const free = new Set(Array.from({ length: SERVICE_COLOURS }, (_, index) => index));
  for (const name of [...new Set(names)].sort()) {
    const wanted = colourOf(name);
    const steps = Array.from({ length: SERVICE_COLOURS }, (_, step) => (wanted + step) % SERVICE_COLOURS);
    const colour = steps.find((index) => free.has(index)) ?? wanted;
    free.delete(colour);
    colours.set(name, colour);
  }
  return colours;
}

/** A hash of the name: FNV-1a. */
function colourOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash % SERVICE_COLOURS;
}
