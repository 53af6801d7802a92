/** Names of what a lab creates on this machine, by its folder. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";

export interface LabNames {
  /** At the beginning of all its names. */
  prefix: string;
  namespace: (kind: "internet" | "site" | "end" | "machine", name?: string) => string;
  cgroup: (machine: string) => string;
}

const ID_LENGTH = 6;

/** @param dir folder of the lab; two labs with the same folder have the same names */
export function namesOf(dir: string): LabNames {
  const id = createHash("sha256").update(resolve(dir)).digest("hex").slice(0, ID_LENGTH);
  const prefix = `lab-${id}-`;
  return {
    prefix,
    namespace: (kind, name) => `${prefix}${name === undefined ? kind : `${kind}-${name}`}`,
    cgroup: (machine) => `${prefix}${machine}`,
  };
}
