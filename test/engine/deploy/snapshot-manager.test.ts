/** Tests the snapshots that are saved during a deployment. */
import assert from "node:assert/strict";
import { SnapshotManager } from "../../../engine/deploy/snapshot-manager.ts";
import { emptySnapshot } from "../../../engine/model.ts";
import type { ResourceState, Snapshot } from "../../../engine/model.ts";
import { integrityProblems } from "../../../engine/state/integrity.ts";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import type { Step } from "../../../engine/steps/step.ts";

const PROVIDER: ResourceState = {
  ...{ urn: "urn:pulumi:dev::shop::pulumi:providers:my::default", type: "pulumi:providers:my", custom: true, id: "p" },
};

const thing = (name: string, ...needs: string[]): ResourceState => ({
  ...{ urn: urnOf(name), type: "my:index:Thing", custom: true, id: name, provider: `${PROVIDER.urn}::p` },
  dependencies: needs.map(urnOf),
});

const urnOf = (name: string) => `urn:pulumi:dev::shop::my:index:Thing::${name}`;

describe("the snapshot manager", () => {
  it("references to a renamed resource keep its old URN until the resource is recorded under the new one", async () => {
    const [old, next, user] = [thing("old"), thing("new"), thing("user", "old")];
    const saved: Snapshot[] = [];
    const store = {
      snapshot: { ...emptySnapshot(), resources: [PROVIDER, old, user] },
      save: (asked: Snapshot | (() => Snapshot)) => {
        const snapshot = typeof asked === "function" ? asked() : asked;
        assert.deepEqual(integrityProblems(snapshot), []);
        saved.push(snapshot);
        return Promise.resolve();
      },
    };
    const options = { stack: "dev", project: "shop", preview: false };
    const generator = new StepGenerator(store.snapshot.resources, options, () => {});
    const snapshots = new SnapshotManager(store, generator);
    generator.aliased.set(old.urn, next.urn);
    generator.aliases.set(next.urn, old.urn);
    const same: Step = {
      op: "same",
      urn: PROVIDER.urn,
      type: PROVIDER.type,
      old: PROVIDER,
      new: PROVIDER,
      logical: true,
    };
    snapshots.endMutation(same, true, { ...PROVIDER });
    const update: Step = { op: "update", urn: next.urn, type: next.type, old, new: next, logical: true };
    await snapshots.beginMutation(update);
    snapshots.endMutation(update, true, next);
    const needs = saved.map(({ resources }) => resources.find(({ urn }) => urn === user.urn)?.dependencies);
    assert.deepEqual(needs, [[old.urn], [next.urn]]);
  });

  it("a resource that was deleted stays deleted when its outputs are registered afterwards", async () => {
    const store = { snapshot: emptySnapshot(), save: () => Promise.resolve() };
    const generator = new StepGenerator([], { stack: "dev", project: "shop", preview: false }, () => {});
    const snapshots = new SnapshotManager(store, generator);
    const created = thing("a");
    const { urn, type } = created;
    snapshots.endMutation({ op: "create", urn, type, new: created, logical: true }, true, created);
    assert.equal(snapshots.snapshot().resources.length, 1);
    snapshots.endMutation({ op: "delete", urn, type, old: created, logical: true }, true);
    snapshots.registerOutputs(created, { ...created, outputs: { x: 1 } });
    await snapshots.flush();
    assert.deepEqual(snapshots.snapshot().resources, []);
  });

  it("a step whose pending operation cannot be saved is not pending afterwards", async () => {
    const store = { snapshot: emptySnapshot(), save: () => Promise.reject(new Error("disk full")) };
    const snapshots = new SnapshotManager(
      store,
      new StepGenerator([], { stack: "dev", project: "shop", preview: false }, () => {}),
    );
    const state = thing("a");
    const create: Step = { op: "create", urn: state.urn, type: state.type, new: state, logical: true };
    await assert.rejects(snapshots.beginMutation(create), /disk full/);
    assert.deepEqual(snapshots.snapshot().pendingOperations, []);
  });
});
