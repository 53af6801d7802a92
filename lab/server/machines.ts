import type { Clouds } from "../clouds/index.ts";
import type { LabMachines } from "../machines/lab-machines.ts";
import { isPublic } from "../networks/addresses.ts";
import type { LabMachine } from "../protocol/lab.ts";

/** What the lab's commands are told of its machines. @param existing names of those that no cloud created */
export function machinesNow(machines: LabMachines, clouds: Clouds, existing: readonly string[]): LabMachine[] {
  const cloudOf = new Map(clouds.inventory().map(({ machine, cloud }) => [machine, cloud]));
  return [...machines.list()].map(([name, state]) => {
    const { site, hostname, publicIp, privateIp } = machines.specOf(name);
    return {
      ...{ name, state, site, hostname },
      cloud: existing.includes(name) ? "existing" : (cloudOf.get(name) ?? "none"),
      publicIp: publicIp ?? (isPublic(privateIp) ? privateIp : null),
      pid: state === "running" ? machines.insideOf(name).pid : null,
    };
  });
}
