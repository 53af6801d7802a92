/** Carries out faults on generator machines. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../../helpers/hosts/host.ts";
import type { GeneratorHosts } from "../generator-hosts.ts";
import type { Fault } from "./plan.ts";
import { SLOW, type Way } from "./way.ts";

/** @returns once all is sound again, but for workers that were killed */
export async function strike(
  faults: readonly Fault[],
  generators: GeneratorHosts,
  ways: readonly Way[],
): Promise<void> {
  await Promise.all(
    faults.map(async ({ fault, machine, atMs, forMs }) => {
      await sleep(atMs);
      const restore = await begin(fault, generators.hosts[machine]!, { generators, way: ways[machine]! });
      if (restore === undefined) return;
      await sleep(forMs);
      await restore();
    }),
  );
}

/** @returns what ends it; undefined: nothing does */
async function begin(
  fault: Fault["fault"],
  host: Host,
  { generators, way }: { generators: GeneratorHosts; way: Way },
): Promise<(() => void | Promise<void>) | undefined> {
  switch (fault) {
    case "cut":
      await generators.cutLink(host);
      return () => generators.restoreLink(host);
    case "break":
      way.break();
      return undefined;
    case "slow":
      way.break(SLOW);
      return () => way.break();
    case "pause":
      await host.inside("kill -STOP -1");
      return () => host.inside("kill -CONT -1");
    case "kill":
      await host.inside("kill -KILL $(cat /root/.stackmark/loads/*/pid) || true");
      return undefined;
  }
}
