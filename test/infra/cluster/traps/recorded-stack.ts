/** A stack over both clouds, the edge and existing machines, recorded once for all tests on traps. */
import assert from "node:assert/strict";
import { readable, type RecordedResource } from "@stackmark/engine/record";
import { scriptOf } from "../../helpers/remote-script.ts";
import { edgeKeys } from "../../topology/stacks.ts";
import { phase, recorded, type Recorded } from "../stacks.ts";

export type Json = any;

export const dynamic = (type: string): string => `pulumi-nodejs:dynamic/stackmark:${type}`;

function record(): Promise<Recorded> {
  const whole = phase("edge", { workload: { killPod: true }, load: { enabled: true } });
  whole.topology.nodes = [
    ...whole.topology.nodes,
    { name: "gcp-worker", cloud: "gcp", labels: { "node-role.kubernetes.io/edge": "true" } },
    { name: "gcp-spot", cloud: "gcp", spot: true },
    { name: "azure-spot", cloud: "azure", spot: true, size: "Standard_B4ms" },
    { name: "by-hand", cloud: "existing", ...edgeKeys(20), hostKey: undefined, join: "manual" },
  ];
  return recorded("edge", whole);
}

let recording: Promise<Recorded> | undefined;

/** For a suite: the recording, and look-ups in it. */
export function recordedStack() {
  let at: Recorded;
  before(async () => {
    recording ??= record();
    at = await recording;
  });
  /** At least one: a test that holds of none shows nothing. */
  const all = (type: string): RecordedResource[] => {
    const found = at.recording.resources.filter((each) => each.type === type);
    assert.ok(found.length > 0, `no ${type} was registered`);
    return found;
  };
  const one = (name: string): RecordedResource =>
    at.recording.resources.find((each) => each.name === name) ?? assert.fail(`${name} was not registered`);
  const inputs = (name: string): Json => readable(one(name).inputs);
  const after = (name: string): string[] =>
    one(name).dependencies.map((urn) => at.recording.resources.find((each) => each.urn === urn)!.name);
  const script = (name: string): string => scriptOf(inputs(name).stdin);
  return {
    get at(): Recorded {
      return at;
    },
    ...{ all, one, inputs, after, script },
  };
}
