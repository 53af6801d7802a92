import { Histogram } from "../../histogram/index.ts";
import type { CsvStyle } from "./style.ts";

/** The percentiles that Locust's files have, in their order. */
export const PERCENTILE_HEADS = ["50%", "66%", "75%", "80%", "90%", "95%", "98%", "99%", "99.9%", "99.99%", "100%"];
const QUANTILES = [0.5, 0.66, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1];

/** What Locust counts per entry: all requests that ended, failed ones included. */
export class EntryStats {
  readonly histogram = new Histogram();
  requests = 0;
  failures = 0;
  bytes = 0;

  addCounts(counts: { ok: number; failed: number; bytes: number }): void {
    this.requests += counts.ok + counts.failed;
    this.failures += counts.failed;
    this.bytes += counts.bytes;
  }

  /** Milliseconds; `N/A` without a request, as Locust writes it. */
  percentiles(style: CsvStyle): (string | number)[] {
    return style.percentiles(this.histogram, QUANTILES).map((ms) => ms ?? "N/A");
  }

  /** Median, average, least and greatest time, average body: 0 where there is nothing, as Locust writes it. */
  totals(style: CsvStyle): (string | number)[] {
    const { count, sum, min, max } = this.histogram;
    if (count === 0) return [0, 0, 0, 0, 0];
    const median = style.percentiles(this.histogram, [0.5])[0]!;
    return [
      // A rounded median may lie outside of what was seen.
      ...(median * 1000 > max ? [style.float(max / 1000)] : median * 1000 < min ? [style.float(min / 1000)] : [median]),
      ...[sum / 1000 / count, min / 1000, max / 1000, this.requests === 0 ? 0 : this.bytes / this.requests].map(
        style.float,
      ),
    ];
  }
}

export interface NamedEndpoint {
  endpoint: string;
  method: string;
  name: string;
}

/** Endpoints as Locust lists them: by name, then by method. */
export function byNameThenMethod(endpoints: readonly string[]): NamedEndpoint[] {
  return endpoints.map(split).sort((a, b) => compare(a.name, b.name) || compare(a.method, b.method));
}

export function split(endpoint: string): NamedEndpoint {
  const space = endpoint.indexOf(" ");
  return { endpoint, method: endpoint.slice(0, space), name: endpoint.slice(space + 1) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One row as Python's csv module writes it: quoted only where needed, ended by CRLF. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map(quoted).join(",")}\r\n`;
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
