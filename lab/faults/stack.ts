/** The stack that faults strike: two clouds, as small as it can be, without monitoring; and one with an existing machine. Pure. */
import { parseDocument } from "yaml";
import { labStackFile, type LabSettings } from "../phases/stack-file.ts";

export const EDGE = { name: "edge-node", cpus: 2, memoryMiB: 4096 };

const WORKER = "{ name: gcp-worker, cloud: gcp }";
const EXISTING = `{ name: ${EDGE.name}, cloud: existing }`;

const text = (worker: string): string => `config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: azure, role: server }
      - ${worker}
  stackmark:workload: { name: boutique, profile: minimal }
`;

export interface FaultStack {
  hasEdge: boolean;
  /** Of the frontend; a change of it is what `up` has to do. */
  replicas: number;
  isMeasured: boolean;
}

/** @returns the stack file */
export function faultStackFile({ hasEdge, replicas, isMeasured }: FaultStack, settings: LabSettings): string {
  const document = parseDocument(labStackFile(text(hasEdge ? EXISTING : WORKER), settings));
  const load = { enabled: isMeasured, warmUpS: 5, rehearsalS: 0 };
  for (const [key, value] of Object.entries(load)) document.setIn(["config", "stackmark:load", key], value);
  document.setIn(["config", "stackmark:workload", "services"], { frontend: { replicas } });
  document.setIn(["config", "stackmark:observability"], { install: false });
  return document.toString();
}
