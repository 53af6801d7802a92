/** Something that runs already, behind a URL: no machine of it is known, and none is created. */
import * as pulumi from "@pulumi/pulumi";
import { PROVENANCE_OF_TARGET } from "../hosts/provenance.ts";
import type { Cluster } from "./cluster.ts";

export const runningCluster = (url: string): Cluster => ({
  hosts: [],
  generators: [],
  instances: pulumi.output([]),
  provenance: PROVENANCE_OF_TARGET,
  timings: [],
  deploy: () => ({
    endpoint: pulumi.output(url),
    endpoints: pulumi.output<Record<string, string>>({}),
    placement: pulumi.output([]),
    readyMs: pulumi.output(0),
    resources: [],
    metrics: { kind: "none" },
    inCluster: null,
    podKill: null,
    report: null,
    secrets: {},
  }),
});
