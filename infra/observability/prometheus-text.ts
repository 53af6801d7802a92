/** Reads the Prometheus text format: samples only; comments, types and timestamps are passed over. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const escapes: Record<string, string> = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };

function readValue(text: string): number {
  if (text === "+Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  return Number(text);
}

/** @throws {SyntaxError} at a line that is no sample: half a metrics page would look like small numbers */
export function parsePrometheusText(text: string): Sample[] {
  return text.split("\n").flatMap((raw): Sample[] => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return [];
    const [, name, labels = "", value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new SyntaxError(`not a Prometheus sample: ${line.slice(0, 80)}`);
    const pairs = [...labels.matchAll(LABEL)].map(([, key, quoted]) => [
      key!,
      quoted!.replace(/\\[n"\\]/g, (escape) => escapes[escape]!),
    ]);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: readValue(value) }];
  });
}
