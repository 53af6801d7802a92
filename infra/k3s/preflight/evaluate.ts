/** Evaluates observations into findings. Pure. A check without an observation fails, because it proves nothing. */
import { CHECKS, type CheckName } from "./checks.ts";
import type { Expectation } from "./expectation.ts";
import type { Observation, ObservationOf } from "./observation.ts";

export interface Finding {
  check: CheckName;
  from: string;
  to: string | null;
  isOk: boolean;
  /** What was seen, with figures and units. */
  seen: string;
}

const NOT_SEEN = "not measured";
/** Whoever sends the load asks before it begins. */
const TAKEN = "it is asked before the load";

export const lossPct = ({ sent, received }: ObservationOf<"ping">): number =>
  sent === 0 ? 100 : (100 * (sent - received)) / sent;

class Observed {
  readonly all: readonly Observation[];

  constructor(all: readonly Observation[]) {
    this.all = all;
  }

  one<K extends Observation["kind"]>(kind: K, fits: (each: ObservationOf<K>) => boolean): ObservationOf<K> | undefined {
    return this.all.find((each): each is ObservationOf<K> => each.kind === kind && fits(each as ObservationOf<K>));
  }
}

function pairFindings(expected: Expectation, observed: Observed): Finding[] {
  const networks = [
    { network: "host", mtu: expected.mtu },
    { network: "pod", mtu: expected.podMtu },
  ] as const;
  return expected.pairs.flatMap(({ from, to }) => {
    const of = <T extends { from: string; to: string }>(each: T): boolean => each.from === from && each.to === to;
    const perNetwork = networks.flatMap(({ network, mtu }): Finding[] => {
      const ping = observed.one("ping", (each) => of(each) && each.network === network);
      const ladder = observed.one("mtu", (each) => of(each) && each.network === network);
      const loss = ping && lossPct(ping);
      const rtt = ping?.rttMs ? `, round trip ${ping.rttMs.avg} ms on average` : "";
      const lossSeen = loss === undefined ? NOT_SEEN : `${loss} % of ${ping!.sent} lost${rtt}`;
      const mtuSeen = ladder ? `${ladder.largestBytes} bytes passed, ${mtu} are required` : NOT_SEEN;
      return [
        { check: `${network}-loss`, from, to, isOk: loss !== undefined && loss <= expected.maxLossPct, seen: lossSeen },
        { check: `${network}-mtu`, from, to, isOk: (ladder?.largestBytes ?? 0) >= mtu, seen: mtuSeen },
      ];
    });
    const body = observed.one("body", of);
    const isWhole = body !== undefined && body.arrivedBytes === body.sentBytes;
    const bodySeen = body ? `${body.arrivedBytes} of ${body.sentBytes} bytes in ${body.tookMs} ms` : NOT_SEEN;
    return [...perNetwork, { check: "large-body", from, to, isOk: isWhole, seen: bodySeen }];
  });
}

function nodeFindings(expected: Expectation, observed: Observed): Finding[] {
  return expected.probing.flatMap((from) => {
    const overlay = observed.one("overlay", (each) => each.from === from);
    const isThere = overlay !== undefined && overlay.address !== null;
    const seen = isThere ? `${overlay.address}, MTU ${overlay.mtu}` : overlay ? "no such device" : NOT_SEEN;
    const findings: Finding[] = [{ check: "overlay", from, to: null, isOk: isThere, seen }];
    if (isThere) {
      const mtuSeen = `the device's MTU is ${overlay.mtu}, ${expected.podMtu} is expected`;
      findings.push({ check: "pod-mtu", from, to: null, isOk: overlay.mtu === expected.podMtu, seen: mtuSeen });
    }
    if (expected.checksumsInSoftware) {
      const offload = overlay?.checksumOffload ?? null;
      const words = offload === null ? NOT_SEEN : offload ? "on" : "off";
      findings.push({ check: "checksum-offload", from, to: null, isOk: offload === false, seen: words });
    }
    for (const name of [null, ...expected.names]) {
      const answer = observed.one("dns", (each) => {
        if (each.from !== from) return false;
        return name === null ? each.resolver === "cluster" : each.resolver === "host" && each.name === name;
      });
      const about = name ?? "the cluster's DNS";
      const words = answer
        ? `${answer.name} ${answer.resolved ? "resolved" : "did not resolve"}`
        : `${about}: ${NOT_SEEN}`;
      findings.push({ check: "dns", from, to: null, isOk: answer?.resolved === true, seen: words });
    }
    return findings;
  });
}

function portFindings(expected: Expectation, observed: Observed): Finding[] {
  return expected.ports.map(({ from, to, port, answers, why, isStandIn }): Finding => {
    const check = isStandIn === true ? "entry" : "port";
    const standIn = observed.one("stand-in", (each) => each.from === to && each.port === port);
    if (isStandIn === true && standIn === undefined)
      return { check, from, to, isOk: false, seen: `${port}/tcp: ${NOT_SEEN}` };
    if (standIn?.isOurs === false)
      return { check, from, to, isOk: true, seen: `${port}/tcp is taken on ${to}: ${TAKEN}` };
    const seen = observed.one("port", (each) => each.from === from && each.to === to && each.port === port);
    const words = seen === undefined ? NOT_SEEN : seen.answers ? "answers" : "does not answer";
    const wanted = `it ${answers ? "must" : "must not"} answer: ${why}`;
    return { check, from, to, isOk: seen?.answers === answers, seen: `${port}/tcp ${words}; ${wanted}` };
  });
}

/** They need a script on the other node, too: it tells its overlay address, or listens. */
const OF_BOTH_NODES: ReadonlySet<CheckName> = new Set(["pod-loss", "pod-mtu", "large-body", "entry"]);

/**
 * Every check of the expectation, passed or failed. Checks that a missing tool prevents are part of the finding that it
 * is missing: their own meaning and remedy would mislead.
 */
export function evaluate(expected: Expectation, observations: readonly Observation[]): Finding[] {
  const observed = new Observed(observations);
  const findings = [
    ...nodeFindings(expected, observed),
    ...pairFindings(expected, observed),
    ...portFindings(expected, observed),
  ];
  const tools = toolsFindings(observations, findings);
  const isLame = (node: string | null): boolean => tools.some(({ from }) => from === node);
  const isPrevented = ({ check, from, to }: Finding): boolean =>
    isLame(from) || (isLame(to) && OF_BOTH_NODES.has(check));
  return [...tools, ...findings.filter((finding) => !isPrevented(finding))];
}

/** One finding per node and tool. */
function toolsFindings(observations: readonly Observation[], findings: readonly Finding[]): Finding[] {
  const missing = observations.filter((each) => each.kind === "missing-tool");
  const isFirst = ({ from, tool }: ObservationOf<"missing-tool">, index: number): boolean =>
    missing.findIndex((each) => each.from === from && each.tool === tool) === index;
  return missing.filter(isFirst).map(({ from, tool }) => {
    const unknown = new Set(findings.filter((finding) => finding.from === from).map(({ check }) => check));
    const seen = `${tool} is not installed, so these checks are unknown: ${[...unknown].join(", ")}`;
    return { check: "tools", from, to: null, isOk: false, seen };
  });
}

/** Explains a failed finding: what was seen, what it means and what to do. */
export function explain({ check, from, to, seen }: Finding): string {
  const { meaning, remedy } = CHECKS[check];
  return `${check}, ${to === null ? from : `${from} to ${to}`}: ${seen}.\n  Meaning: ${meaning}.\n  Remedy: ${remedy}.`;
}
