/** The program with recommended requests, in record mode. */
import assert from "node:assert/strict";
import { readable, type RecordedResource } from "@stackmark/engine/record";
import { recorded, type Recorded } from "./stacks.ts";

type Json = any;

describe("the program with recommended requests", function () {
  this.timeout(120_000);
  let at: Recorded;
  const find = (name: string): RecordedResource | undefined =>
    at.recording.resources.find((each) => each.name === name);
  const inputs = (name: string): Json => readable((find(name) ?? assert.fail(`${name} was not registered`)).inputs);
  const record = async (stack: string, recommend: boolean): Promise<void> => {
    at = await recorded(stack, {
      topology: { nodes: [{ name: "server", cloud: "azure", role: "server" }] },
      workload: { name: "rest-api", services: { "rest-api": { recommend } } },
      observability: { recommender: { repo: "https://mirror.example/charts" } },
      access: { adminCidrs: ["203.0.113.7/32"] },
    });
  };
  const cell = (): RecordedResource => at.recording.resources.find(({ type }) => type.endsWith(":LoadRun"))!;

  describe("for a service", () => {
    before(() => record("recommended", true));

    it("only the recommender is installed, from the mirror of its chart, on the server", () => {
      const { chart, version, repositoryOpts, values } = inputs("recommender-release");
      assert.deepEqual([chart, version, repositoryOpts.repo], ["vpa", "5.0.0", "https://mirror.example/charts"]);
      const { recommender, ...others } = values;
      assert.deepEqual(others, { updater: { enabled: false }, admissionController: { enabled: false } });
      assert.deepEqual(recommender.nodeSelector, { "kubernetes.io/hostname": "server" });
      assert.equal(recommender.extraArgs["recommender-interval"], "15s");
    });

    it("it is there before the workload, whose roll-out has it recommend", () => {
      const nameOf = (urn: string | undefined) => at.recording.resources.find((each) => each.urn === urn)?.name;
      assert.ok(find("rest-api-namespace")!.dependencies.map(nameOf).includes("recommender-release"));
      assert.equal(nameOf(find("recommender-release")!.options.deletedWith), "server");
      assert.deepEqual(
        inputs("rest-api-rollout").services.map(({ name, recommend }: Json) => [name, recommend]),
        [["rest-api", true]],
      );
    });

    it("each load is followed by a reading of what is recommended, with a kubeconfig, which is secret", () => {
      const { recommended, secrets } = readable(cell().inputs) as Json;
      assert.ok(secrets.$secret);
      const { namespace, services } = recommended;
      assert.deepEqual([namespace, services], ["rest-api", ["rest-api"]]);
    });

    it("the plan says how little a recommendation is worth after minutes", () => {
      assert.ok(at.plan.notes.some((note) => /^what is recommended for rest-api follows from minutes/.test(note)));
    });
  });

  it("without one, nothing is installed, read or noted", async () => {
    await record("unrecommended", false);
    assert.equal(find("recommender-release"), undefined);
    assert.ok(!("recommended" in cell().inputs));
    assert.ok(!at.plan.notes.some((note) => note.includes("recommended")));
  });
});
