/** Every request for a cloud that the program has been recorded to make is accepted: no property, name or value is unknown. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { readable, record, type GivenConfig, type RecordedResource } from "@stackmark/engine/record";
import { checkShape } from "../../../lab/clouds/shapes/check-shape.ts";
import { readShapes } from "../../../lab/clouds/shapes/shapes.ts";
import { AZURE_TYPES } from "../../../lab/plugins/azure-native/types.ts";
import { GCP_TYPES } from "../../../lab/plugins/gcp/types.ts";
import { valueProblems } from "../../../lab/plugins/gcp/values.ts";
import { DEFAULT_SETTINGS } from "../../../lab/clouds/settings.ts";
import { root } from "../../helpers/imports.ts";
import { computed } from "../../infra/cluster/computed.ts";
import { phase } from "../../infra/cluster/stacks.ts";
import { stacks, type RawStack } from "../../infra/topology/stacks.ts";
import { withLab, type CloudLab } from "./cloud-lab.ts";

const SHAPES = { azure: readShapes("azure"), gcp: readShapes("gcp") };

/** In recordings an address stands for the resource that has it. */
const PLACEHOLDERS = [
  ["azure-native:network:PublicIPAddress", "198.18.0", "ipAddress"],
  ["azure-native:network:NetworkInterface", "198.18.1", "privateIPAddress"],
  ["gcp:compute/address:Address", "198.18.2", "address"],
] as const;

interface Recorded {
  resources: RecordedResource[];
  /** By the placeholder, the name of the resource. */
  owners: Map<string, string>;
}

async function recordedRequests(stack: string, raw: RawStack): Promise<Recorded> {
  const folder = mkdtempSync(join(tmpdir(), "stackmark-recorded-"));
  const owners = new Map<string, string>();
  const placeholder = (prefix: string, name: string): string => {
    const known = [...owners].find(([address, owner]) => owner === name && address.startsWith(prefix));
    if (known) return known[0];
    const address = `${prefix}.${owners.size + 1}`;
    owners.set(address, name);
    return address;
  };
  const [ip, nic, google] = PLACEHOLDERS;
  const tables = {
    resources: {
      ...computed.resources,
      [ip[0]]: ({ name }: { name: string }) => ({ ipAddress: placeholder(ip[1], name) }),
      [nic[0]]: ({ name, inputs }: { name: string; inputs: any }) => ({
        ipConfigurations: inputs.ipConfigurations.map((each: object) => ({
          ...each,
          privateIPAddress: placeholder(nic[1], name),
        })),
      }),
      [google[0]]: ({ name }: { name: string }) => ({ address: placeholder(google[1], name) }),
    },
  };
  try {
    const configFile = join(folder, `Pulumi.${stack}.yaml`);
    const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`stackmark:${key}`, value]));
    writeFileSync(configFile, stringify({ config }));
    const hasEdge = raw.topology.nodes.some(({ cloud, join: how }) => cloud === "existing" && how !== "manual");
    const secrets: GivenConfig = hasEdge ? { "stackmark:edgeSshKey": { secret: "EDGE-KEY" } } : {};
    const { resources } = await record({ projectDir: root, stack, configFile, config: secrets, computed: tables });
    return { resources, owners };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const plainText = (value: unknown): string =>
  JSON.stringify(value, (_key, part: any) => (part?.$secret === undefined ? part : part.$secret));

/** Sends the recorded requests in the order of their dependencies, with the IDs and addresses that the clouds chose. */
async function send(lab: CloudLab, { resources, owners }: Recorded): Promise<number> {
  const chosen = new Map<string, string>();
  const sent = new Set<string>();
  let count = 0;

  const filled = (inputs: unknown): any => {
    let text = plainText(inputs);
    // Longer placeholders first: 198.18.0.1 is the begin of 198.18.0.12.
    for (const [from, to] of [...chosen].sort(([a], [b]) => b.length - a.length)) text = text.replaceAll(from, to);
    return JSON.parse(text);
  };

  const visit = async (resource: RecordedResource): Promise<void> => {
    if (sent.has(resource.urn)) return;
    sent.add(resource.urn);
    for (const urn of resource.dependencies) {
      const needed = resources.find((each) => each.urn === urn);
      if (needed) await visit(needed);
    }
    const cloud = resource.type in AZURE_TYPES ? "azure" : resource.type in GCP_TYPES ? "gcp" : undefined;
    if (cloud === undefined) return;
    const type = cloud === "azure" ? AZURE_TYPES[resource.type]! : GCP_TYPES[resource.type]!;
    const inputs = filled(readable(resource.inputs));
    assert.deepEqual(
      checkShape(SHAPES[cloud], type.shape, inputs, { ignoresCase: cloud === "azure" }),
      [],
      resource.name,
    );
    if (cloud === "gcp") assert.deepEqual(valueProblems(type.shape, inputs), [], resource.name);
    const parts: Record<string, string> =
      "parts" in type ? { ...type.parts } : { project: "project", region: "region", zone: "zone", name: "name" };
    const id = type.path.replace(/\{(\w+)\}/g, (_, part: string) =>
      part === "subscription" ? DEFAULT_SETTINGS.subscription : inputs[parts[part]!],
    );
    const inPath = new Set([...Object.values(parts), "allowStoppingForUpdate"]);
    const body = Object.fromEntries(Object.entries(inputs).filter(([key]) => !inPath.has(key)));
    const view: any = await lab
      .put(id, body)
      .catch((error: Error) => assert.fail(`${resource.name}: ${error.message}`));
    count += 1;
    chosen.set(`${resource.name}-id`, id);
    const address = view.ipAddress ?? view.ipConfigurations?.[0]?.privateIPAddress ?? view.address;
    for (const [placeholder, owner] of owners) if (owner === resource.name) chosen.set(placeholder, address);
  };

  for (const resource of resources) await visit(resource);
  return count;
}

describe("the simulated clouds", function () {
  this.timeout(120_000);
  // Of the stacks that test/fixtures/phases has, those with several regions.
  const samples = fc.sample(stacks, { numRuns: 10, seed: 42 });
  const others = [1, 9].map((i): [string, RawStack] => [
    `other-${i}`,
    { ...samples[i]!, topology: { ...samples[i]!.topology, gcp: { project: "my-project" } } },
  ]);
  const phases = ["single", "multinode", "multicloud", "edge"].map((name): [string, RawStack] => [name, phase(name)]);

  for (const [name, raw] of [...phases, ...others])
    it(`accept every request of the stack ${name}, and open only the ports of its plan`, () =>
      withLab({ cores: { cores: 1000, standardDSv5Family: 1000, CPUS: 1000, N2_CPUS: 1000 } }, async (lab) => {
        const count = await send(lab, await recordedRequests(name, raw));
        const machines = raw.topology.nodes.filter(({ cloud }) => cloud === "azure" || cloud === "gcp").length;
        assert.ok(count >= machines * 3, `${count} requests for ${machines} machines`);
        assert.equal(lab.machines.specs.size, machines);
        for (const rules of lab.machines.rules.values())
          for (const rule of rules)
            if (rule.allow && rule.sources.includes("0.0.0.0/0"))
              assert.fail(`open to everybody: ${JSON.stringify(rule)}`);
      }));
});
