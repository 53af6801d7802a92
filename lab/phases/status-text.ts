import { counted } from "../../base/counted.ts";
import type { LabStatus } from "../protocol/lab.ts";

/** Lines of `lab status`: who and what is in the lab. */
export function statusLines({ operator, mirror, machines, resources }: LabStatus): string[] {
  const rows = machines.map(({ hostname, cloud, publicIp, state }) => [hostname, cloud, publicIp ?? "–", state]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const clouds = [...new Set(resources.map((resource) => resource.split(" ")[0]!))];
  const held = clouds.map((cloud) => `${cloud} ${resources.filter((each) => each.startsWith(`${cloud} `)).length}`);
  return [
    `operator: ${operator.address}, network namespace ${operator.namespace}`,
    ...(mirror.k3sProgram === undefined ? [] : [`K3s: ${mirror.k3sProgram}, ${mirror.k3sVersion}`]),
    rows.length === 0 ? "no machine" : `${counted(rows.length, "machine")}:`,
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`),
    `resources in the clouds: ${held.join(", ") || "none"}`,
  ];
}
