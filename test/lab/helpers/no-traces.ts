import type { Traces } from "../../../lab/machines/sweep.ts";

/** On this machine, of a lab that has ended or has no machines. */
export const NO_TRACES: Traces = { namespaces: [], mounts: [], cgroups: [], machines: [] };
