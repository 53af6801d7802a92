import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PHASES, type Phase } from "../../../lab/phases/project.ts";
import { labStackFile, type LabSettings } from "../../../lab/phases/stack-file.ts";
import { root } from "../../helpers/imports.ts";

const SETTINGS: LabSettings = {
  adminCidr: "203.0.113.7/32",
  gcpProject: "a-project",
  mirrorUrl: "http://192.0.2.10",
  k3sVersion: "v1.35.5+k3s1",
  installerSha256: "ab".repeat(32),
  charts: { workload: "onlineboutique", observability: "kube-prometheus-stack" },
  levels: [{ name: "low", users: 10, spawnRatePerS: 5, durationS: 75 }],
  times: { rehearsalS: 20, warmUpS: 10 },
  existing: { "edge-node": { publicIp: "192.0.2.130", hostKey: "ssh-ed25519 AAAA", sshUser: "ubuntu" } },
};

interface Topology {
  nodes: { name: string; cloud: string; publicIp?: string; hostKey?: string; sshUser?: string }[];
  gcp?: { project: string };
  k3s: { registryMirrors: Record<string, string[]>; installerUrl: string };
}

function stackOf(phase: Phase): Record<string, unknown> & { "stackmark:topology": Topology } {
  const text = readFileSync(join(root, `Pulumi.${phase}.yaml`), "utf8");
  return (parse(labStackFile(text, SETTINGS)) as { config: ReturnType<typeof stackOf> }).config;
}

describe("stack files of the lab", () => {
  for (const phase of PHASES) {
    it(`${phase} takes K3s, charts and all images from the lab's mirror`, () => {
      const config = stackOf(phase);
      const { registryMirrors, installerUrl } = config["stackmark:topology"].k3s;
      assert.equal(installerUrl, "http://192.0.2.10/install.sh");
      for (const mirrors of Object.values(registryMirrors)) assert.deepEqual(mirrors, ["http://192.0.2.10"]);
      for (const section of ["workload", "observability"])
        assert.equal(
          (config[`stackmark:${section}`] as { chart: { repo: string } }).chart.repo,
          "http://192.0.2.10/charts",
        );
    });

    it(`${phase} keeps its own nodes`, () => {
      const own = (
        parse(readFileSync(join(root, `Pulumi.${phase}.yaml`), "utf8")) as { config: ReturnType<typeof stackOf> }
      ).config;
      const names = (config: ReturnType<typeof stackOf>) => config["stackmark:topology"].nodes.map(({ name }) => name);
      assert.deepEqual(names(stackOf(phase)), names(own));
    });
  }

  it("only phases with a machine in Google's cloud name a project", () => {
    const having = PHASES.filter((phase) => stackOf(phase)["stackmark:topology"].gcp?.project === "a-project");
    assert.deepEqual(having, ["multicloud"]);
  });

  it("existing machines have the address and host key of the lab's, and no other node has", () => {
    const { nodes } = stackOf("edge")["stackmark:topology"];
    assert.deepEqual(
      nodes
        .filter(({ publicIp }) => publicIp !== undefined)
        .map(({ name, publicIp, hostKey, sshUser }) => [name, publicIp, hostKey, sshUser]),
      [["edge-node", "192.0.2.130", "ssh-ed25519 AAAA", "ubuntu"]],
    );
  });
});
