/** The traffic over links, as the links count it. Pure except for the counters that it advances. */
import type { MetricsSample } from "../../../results/schema/series.ts";
import type { LinkStatus } from "../../hosts/local/control.ts";
import { entryOf } from "../../hosts/local/link-entries.ts";

export interface LinkScrape {
  name: string;
  /** Null: it did not answer. */
  status: LinkStatus | null;
}

export interface LinkTraffic {
  /** Bytes over all links. Null: a link did not answer. */
  total: number | null;
  links: NonNullable<MetricsSample["links"]>;
  /** Bytes that a program exchanged with programs on other nodes, whichever of them called. */
  ofService(service: string): number | null;
  /** Bytes over the links of a node. */
  ofNode(node: string): number | null;
}

/** Advances a counter; see `Counters`. */
type Count = (key: string, raw: number) => number;

export function linkTraffic(scrapes: readonly LinkScrape[], count: Count): LinkTraffic {
  const answered = scrapes.flatMap(({ name, status }) => (status === null ? [] : [{ name, status }]));
  const isWhole = answered.length === scrapes.length;
  const links = answered.map(({ name, status }) => ({
    between: status.between,
    bytes: sum(Object.entries(status.bytes).map(([way, bytes]) => count(`link ${name} ${way}`, bytes))),
    roundTrips: sum(status.forwards.map(({ id, roundTrips }) => count(`link ${name} ${id} trips`, roundTrips))),
  }));
  const entries = answered.flatMap(({ name, status }) =>
    status.forwards.flatMap(({ id, bytes }) => {
      const entry = entryOf(id);
      return entry ? [{ ...entry, bytes: count(`link ${name} ${id} bytes`, bytes) }] : [];
    }),
  );
  const ifWhole = (bytes: number[]): number | null => (isWhole ? sum(bytes) : null);
  return {
    total: ifWhole(links.map(({ bytes }) => bytes)),
    links: links.map(({ between, roundTrips }) => ({ between, roundTrips })),
    ofService: (service) =>
      ifWhole(entries.filter(({ caller, callee }) => [caller, callee].includes(service)).map(({ bytes }) => bytes)),
    ofNode: (node) => ifWhole(links.filter(({ between }) => between.includes(node)).map(({ bytes }) => bytes)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
