/** Links between nodes: one for every pair, so that every byte between two nodes goes over a link that counts it. */
export interface PlannedLink {
  name: string;
  between: [string, string];
  /** Milliseconds, each direction. */
  oneWayDelayMs: number;
  jitterMs: number;
  bandwidthMbitPerS: number;
}

/** A private network, as between two machines of one virtual network. */
const PRIVATE_NETWORK = { oneWayDelayMs: 0, jitterMs: 0, bandwidthMbitPerS: 10_000 };

const joins = (a: string, b: string) => (link: { between: readonly [string, string] }) =>
  link.between.includes(a) && link.between.includes(b);

export function planLinks(nodes: readonly string[], links: readonly Omit<PlannedLink, "name">[]): PlannedLink[] {
  return nodes.flatMap((a, i) =>
    nodes.slice(i + 1).map((b) => {
      const link = links.find(joins(a, b)) ?? PRIVATE_NETWORK;
      const { oneWayDelayMs, jitterMs, bandwidthMbitPerS } = link;
      return { name: `${a}--${b}`, between: [a, b], oneWayDelayMs, jitterMs, bandwidthMbitPerS };
    }),
  );
}
