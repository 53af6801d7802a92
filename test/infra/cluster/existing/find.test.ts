import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCluster, type Purpose } from "../../../../infra/cluster/existing/find.ts";
import { remainsOf } from "../../../../infra/cluster/existing/remains.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { aConfig } from "../../helpers/builders.ts";
import { startStandInApi, type StandInApi } from "./stand-in-api.ts";

const WORKLOAD = { helm: { chart: "oci://charts.example/shop" }, entry: { service: "web" } };
const config = (cluster: object = {}) =>
  aConfig({ topology: { cluster: { kubeconfig: "kubeconfig", ...cluster } }, workload: WORKLOAD });
const LABEL = { "stackmark-stack": "shop" };
/** As Pulumi's plugin leaves them. */
const OWN = { ...LABEL, "stackmark.dev/own": "true", "app.kubernetes.io/managed-by": "pulumi" };

describe("an existing cluster", () => {
  const folder = temporaryFolder();
  let api: StandInApi;
  before(async () => {
    api = await startStandInApi();
  });
  after(() => api.close());
  beforeEach(() => {
    writeFileSync(join(folder.path, "kubeconfig"), api.kubeconfig);
    Object.assign(api.state, { namespace: null, grants: () => true, holds: {}, loads: [], ending: [] });
  });
  afterEach(() => assert.deepEqual(api.changes, [], "nothing was changed"));

  const find = (purpose: Purpose = "up", cluster?: object) =>
    findCluster("shop", config(cluster), folder.path, purpose);
  const messages = async (purpose?: Purpose, cluster?: object): Promise<string[]> =>
    (await find(purpose, cluster)).problems.map(({ path, message }) => `${path}: ${message}`);

  it("is found by its kubeconfig, with its nodes", async () => {
    const { found, problems } = await find();
    assert.deepEqual(problems, []);
    assert.deepEqual([found!.context, found!.hasNamespace], ["default", false]);
    const { name, cpus, memoryMiB, provider, internalIp } = found!.nodes[0]!;
    assert.deepEqual([name, cpus, memoryMiB, provider, internalIp], ["one", 2, 4096, "kind", "172.18.0.2"]);
  });

  it("where rights are missing is refused before anything is changed, with all of them in one message", async () => {
    api.state.grants = (right) => !/^\*|^(create|delete) (namespaces|deployments)|^list nodes/.test(right);
    const [message, ...others] = await messages();
    assert.deepEqual(others, []);
    assert.match(
      message!,
      /^topology.cluster: you lack rights. in the whole cluster: list nodes; create, delete namespaces. /,
    );
    assert.match(message!, /in the namespace stackmark-shop: create, delete deployments.apps. /);
    assert.match(message!, /`stackmark init cluster shop`/);
    assert.deepEqual(await messages("reading"), [], "a plan needs no rights to change anything");
  });

  it("has a namespace of the stack's own: one that exists without its label is refused", async () => {
    api.state.namespace = { labels: { team: "payments" } };
    assert.match(
      (await messages()).join(),
      /topology.cluster.namespace: exists in the cluster and is not this stack's/,
    );
    api.state.namespace = { labels: { "stackmark-stack": "other" } };
    assert.match((await messages()).join(), /is not this stack's/);
    api.state.namespace = { labels: OWN, phase: "Terminating" };
    assert.match((await messages()).join(), /is being deleted/);
  });

  it("may have a namespace that was made for the stack, which needs no right to make one", async () => {
    api.state.namespace = { labels: LABEL };
    api.state.grants = (right) => !/^\*|namespaces in \*/.test(right);
    const { found, problems } = await find();
    assert.deepEqual([problems, found?.hasNamespace], [[], true]);
    api.state.namespace = { labels: OWN };
    assert.match((await messages()).join(), /create, delete namespaces/);
  });

  it("that cannot be used is said: no such file, no such context, no such nodes", async () => {
    assert.match((await messages("up", { kubeconfig: "nowhere" })).join(), /topology.cluster: .*cannot be read/);
    assert.match((await messages("up", { context: "prod" })).join(), /no context "prod"/);
    assert.match((await messages("up", { nodes: { zone: "c" } })).join(), /topology.cluster.nodes: matches no node/);
  });

  it("says what is left of a destroyed stack: its namespace, or what is in one that was made for it", async () => {
    const left = () => remainsOf("shop", config(), folder.path);
    assert.deepEqual(await left(), { left: [] });
    api.state.namespace = { labels: OWN };
    assert.deepEqual(await left(), { left: ["namespace stackmark-shop"] });
    api.state.namespace = { labels: { team: "payments" } };
    assert.deepEqual(await left(), { left: [] });
    api.state.namespace = { labels: LABEL };
    api.state.holds = { persistentvolumeclaims: ["data-db-0"] };
    assert.deepEqual(await left(), { left: ["PersistentVolumeClaim data-db-0 in the namespace stackmark-shop"] });
  });

  it("has no namespace of a killed load after a destroy, which deletes it, while a check only lists it", async () => {
    api.state.loads = ["stackmark-load-0a1b2c3d"];
    const line = "namespace stackmark-load-0a1b2c3d of a load";
    assert.deepEqual(await remainsOf("shop", config(), folder.path), { left: [line] });
    assert.deepEqual(api.changes, []);
    assert.deepEqual(await remainsOf("shop", config(), folder.path, { endsLoads: true }), { left: [] });
    assert.deepEqual(api.changes.splice(0), ["DELETE /api/v1/namespaces/stackmark-load-0a1b2c3d"]);
    api.state.loads = null;
    assert.deepEqual(await remainsOf("shop", config(), folder.path, { endsLoads: true }), { left: [] });
  });

  it("gets a minute for what is being deleted there, because controllers are deleted after their pods", async () => {
    api.state.namespace = { labels: LABEL };
    api.state.holds = { deployments: ["web"], statefulsets: ["db"] };
    api.state.ending = ["web", "db"];
    let now = 0;
    const left = (goneAfterMs: number) =>
      remainsOf("shop", config(), folder.path, {
        clock: {
          now: () => now,
          sleep: (ms) => {
            now += ms;
            if (now >= goneAfterMs) api.state.holds["deployments"] = [];
            return Promise.resolve();
          },
        },
      });
    assert.deepEqual(await left(30_000), {
      left: ["StatefulSet db in the namespace stackmark-shop, which is being deleted"],
    });
    assert.equal(now, 60_000);
    api.state.holds = { deployments: ["web"] };
    assert.deepEqual(await left(90_000), { left: [] });
    assert.equal(now, 90_000);
  });

  it("that does not answer is never said to be empty", async () => {
    const gone = await remainsOf("shop", config({ kubeconfig: "nowhere" }), folder.path);
    assert.ok(gone && "notAsked" in gone, JSON.stringify(gone));
  });
});
