import assert from "node:assert/strict";
import { join } from "node:path";
import { record, type Recording, type RecordedResource } from "../../../engine/record/index.ts";
import { UNKNOWN, secret } from "../../../engine/values.ts";

const PROGRAM = join(import.meta.dirname, "../../fixtures/engine/record");
const urn = (rest: string): string => `urn:pulumi:dev::recorded::${rest}`;
const FIRST = urn("cloud:compute:Machine::first");

const given = {
  projectDir: PROGRAM,
  stack: "dev",
  config: { region: "west", token: { secret: "t0ken" } },
  computed: {
    resources: { "cloud:compute:Machine": ({ name }: { name: string }) => ({ address: "10.0.0.1", id: `${name}-7` }) },
    functions: { "cloud:index:getImage": { id: "img-1" } },
  },
};

describe("record mode", () => {
  let recording: Recording;
  before(async () => (recording = await record(given)));

  const resource = (name: string): RecordedResource =>
    recording.resources.find((candidate) => candidate.name === name) ?? assert.fail(`${name} was not recorded`);

  it("a recording contains every kind of resource, sorted by URN", () => {
    const kinds = Object.fromEntries(recording.resources.map(({ name, kind }) => [name, kind]));
    assert.deepEqual(kinds, {
      first: "custom",
      found: "read",
      site: "remote",
      west: "provider",
      "recorded-dev": "component",
      second: "custom",
      third: "custom",
      group: "component",
    });
    const urns = recording.resources.map((r) => r.urn);
    assert.deepEqual(urns, urns.toSorted());
  });

  it("a recording contains the inputs of the program, and the paths of secrets", () => {
    const { inputs, secrets } = resource("first");
    assert.deepEqual(inputs, {
      env: [{ name: "KEY", value: secret("hush") }],
      image: "img-1",
      size: "small",
    });
    assert.deepEqual(secrets, ["env[0].value"]);
    assert.deepEqual(resource("west").secrets, ["token"]);
  });

  it("a recording contains only options that were set", () => {
    assert.deepEqual(resource("first").options, { protect: true });
    assert.deepEqual(resource("second").options, {
      retainOnDelete: true,
      deleteBeforeReplace: true,
      ignoreChanges: ["image"],
      replaceOnChanges: ["size"],
      additionalSecretOutputs: ["fingerprint"],
      aliases: [{ name: "older", parentUrn: urn("shop:index:Group::group") }],
      importId: "existing-7",
      customTimeouts: { create: 300, delete: 30 },
      deletedWith: FIRST,
      version: "1.2.3",
    });
  });

  it("a recording contains inputs after the transforms of the resource and of the stack", () => {
    const { inputs, secrets, options } = resource("third");
    assert.deepEqual(inputs, { size: "tiny", tagged: secret("tag"), owner: "all" });
    assert.deepEqual([secrets, options.transforms], [["tagged"], 1]);
    assert.equal(resource("second").inputs.owner, undefined);
  });

  it("a recording contains options that are inherited from a parent", () => {
    const { options, provider } = resource("third");
    assert.equal(options.deletedWith, urn("pulumi:providers:cloud::west"));
    assert.equal(provider, resource("first").provider);
  });

  it("a recording contains parents, explicit providers and dependencies", () => {
    const provider = `${urn("pulumi:providers:cloud::west")}::west-id`;
    assert.equal(resource("first").provider, provider);
    assert.equal(resource("second").provider, provider);
    assert.deepEqual(resource("group").providers, { cloud: provider });
    assert.equal(resource("second").parent, urn("shop:index:Group::group"));
    assert.deepEqual(resource("second").dependencies, [FIRST]);
    assert.deepEqual(resource("second").propertyDependencies.peer, [FIRST]);
    assert.equal(resource("found").id, "i-123");
  });

  it("a recorded program receives inputs, an ID and the computed fields", () => {
    assert.equal(resource("first").id, "first-7");
    assert.equal(resource("west").id, "west-id");
    assert.equal(resource("second").inputs.peer, "10.0.0.1");
    assert.equal(recording.outputs.address, "10.0.0.1");
  });

  it("a recording lists every use of a field that is not computed", () => {
    const second = urn("shop:index:Group$cloud:compute:Machine::second");
    const stack = urn("pulumi:pulumi:Stack::recorded-dev");
    assert.deepEqual(recording.unknowns, [
      { urn: stack, path: "fingerprint", from: [] },
      { urn: stack, path: "url", from: [] },
      { urn: second, path: "nested.deep[0]", from: [FIRST] },
      { urn: second, path: "print", from: [FIRST] },
    ]);
    assert.equal(resource("second").inputs.print, UNKNOWN.string);
  });

  it("a recording contains invokes and calls, and whether a table had their result", () => {
    const answered = (list: Recording["invokes"]) => list.map(({ token, isAnswered }) => [token, isAnswered]);
    assert.deepEqual(answered(recording.invokes), [
      ["cloud:index:getImage", true],
      ["cloud:index:getQuota", false],
    ]);
    assert.deepEqual(answered(recording.calls), [["cloud:index:Site/describe", false]]);
    assert.deepEqual(recording.invokes[1]?.args, { region: "west" });
  });

  it("a recording contains the outputs of components and of the stack", () => {
    assert.deepEqual(resource("group").outputs, { built: true });
    assert.deepEqual(recording.outputs.token, secret("t0ken"));
  });

  it("a recording contains the program's log without debug messages of the SDK", () => {
    assert.ok(
      recording.logs.some(({ message, urn: about }) => message === "all is declared" && about?.endsWith("group")),
    );
    assert.doesNotMatch(JSON.stringify(recording.logs), /t0ken|hush/);
  });

  it("two recordings of a program are equal", async () => {
    const again = await record(given);
    assert.deepEqual({ ...again, logs: [] }, { ...recording, logs: [] });
  });

  it("a failed recording throws the program's error message", async () => {
    await assert.rejects(record({ ...given, config: { region: "west" } }), {
      code: "RECORD_PROGRAM_FAILED",
      message: /Missing required configuration variable 'recorded:token'/,
    });
  });

  it("missing required configuration fails a recording before the program starts", async () => {
    await assert.rejects(record({ ...given, config: {} }), { code: "CONFIG_MISSING", message: /'region'/ });
  });

  it("a program that exceeds the timeout is killed", async () => {
    await assert.rejects(record({ ...given, timeoutMs: 1 }), { code: "RECORD_TIMED_OUT" });
  });
});
