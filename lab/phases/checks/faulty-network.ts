/** Networks as some clouds have them: the pre-flight stops a run on them, and its own advice helps. Each takes minutes. */
import type { LabClient } from "../../server/client.ts";
import type { Operator } from "../operator.ts";
import { check, type Check } from "./check.ts";
import { inside, type RunningMachine } from "./nodes.ts";

/** Smaller than the MTU that nodes in several clouds are given without a setting, which is 1400. */
const NARROW = 1300;
const USUAL = 1500;
const LONGEST = 400;

export interface FaultyNetwork {
  lab: LabClient;
  operator: Operator;
  phase: string;
  /** Options that choose the engine. */
  chosen: readonly string[];
  server: RunningMachine;
  agent: RunningMachine;
  /** Writes the stack file with an MTU for all nodes; `null`: the usual one. */
  setMtu: (mtu: number | null) => void;
}

/** A path that carries smaller packets than its ends believe, and says nothing. */
export async function narrowPathChecks({
  lab,
  operator,
  phase,
  chosen,
  server,
  agent,
  setMtu,
}: FaultyNetwork): Promise<Check[]> {
  const narrow = async (mtu: number, tellsTooLarge: boolean): Promise<void> => {
    for (const [from, to] of [
      [server.site, agent.site],
      [agent.site, server.site],
    ] as const)
      await lab.setPath({ from, to, settings: { mtu, tellsTooLarge } });
  };
  await narrow(NARROW, false);
  try {
    const refused = await operator.stackmark(["run", phase, ...chosen], { merges: true });
    setMtu(NARROW);
    const cured = await operator.stackmark(["up", phase, ...chosen], { merges: true });
    return [
      check("a run over a path of a smaller MTU is refused", isRefused(refused, /host-mtu/), said(refused)),
      check("`topology.mtu` of the path cures it in one `up`", cured.exitCode === 0, said(cured)),
    ];
  } finally {
    await narrow(USUAL, true);
    setMtu(null);
    await operator.stackmark(["up", phase, ...chosen], { merges: true });
  }
}

/** A card that computes checksums of packets that a NAT changes later. */
export async function offloadChecks({ operator, phase, chosen, agent }: FaultyNetwork): Promise<Check[]> {
  const setOffload = (state: "on" | "off") =>
    inside(agent, ["ethtool", "-K", "flannel.1", "tx-checksum-ip-generic", state]);
  await setOffload("on");
  try {
    const refused = await operator.stackmark(["run", phase, ...chosen], { merges: true });
    await setOffload("off");
    const cured = await operator.stackmark(["run", phase, ...chosen], { merges: true });
    return [
      check(
        "a run with checksum offload on the overlay is refused",
        isRefused(refused, /checksum-offload/),
        said(refused),
      ),
      check("switching it off, as advised, cures it", cured.exitCode === 0, said(cured)),
    ];
  } finally {
    await setOffload("off");
  }
}

interface Ended {
  exitCode: number;
  stdout: string;
}

const isRefused = ({ exitCode, stdout }: Ended, byCheck: RegExp): boolean => exitCode !== 0 && byCheck.test(stdout);

/** The exit code, and the checks of the pre-flight that failed. */
function said({ exitCode, stdout }: Ended): string {
  const failed = [...stdout.matchAll(/^\s*([a-z-]+, [\w-]+(?: to [\w-]+)?: .*?)\.?$/gm)].map(([, line]) => line!);
  return [`exit code ${exitCode}`, ...new Set(failed)].join("; ").slice(0, LONGEST);
}
