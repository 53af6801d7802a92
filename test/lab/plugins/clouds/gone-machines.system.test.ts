/** What a refresh makes of machines that somebody, or a cloud's guard, has deleted or stopped: the same in both clouds. */
import assert from "node:assert/strict";
import type { Interference } from "../../../../lab/clouds/control-plane.ts";
import { phase } from "../../../infra/cluster/stacks.ts";
import { MachinesProject } from "./machines-project.ts";

const STACK = "multicloud";
const MACHINES = ["azure-native:compute:VirtualMachine", "gcp:compute/instance:Instance"];

describe("machines that are gone, in both simulated clouds", function () {
  this.timeout(120_000);
  let project: MachinesProject;
  beforeEach(async () => {
    project = await MachinesProject.open(STACK, phase(STACK));
    await succeeds("up");
  });
  afterEach(() => project[Symbol.asyncDispose]());

  const succeeds = async (verb: "up" | "refresh" | "destroy") => {
    const { result, changes } = await project[verb]();
    assert.equal(result, "succeeded", project.said());
    return changes;
  };
  const interfere = async (how: Interference) => {
    for (const name of [...project.machines.list().keys()]) await project.clouds.interfere(name, how);
  };
  const inState = () => MACHINES.filter((type) => project.resources.some((each) => each.type === type));
  const running = () => project.clouds.meters().filter(({ item, toMs }) => item === "compute" && toMs === null).length;

  it("deleted machines leave the state with a refresh, and the next up creates them again", async () => {
    assert.deepEqual(inState(), MACHINES);
    await interfere("delete");
    await succeeds("refresh");
    assert.deepEqual(inState(), []);
    await succeeds("up");
    assert.deepEqual([inState(), running()], [MACHINES, 2]);
    assert.deepEqual(Object.keys(await succeeds("up")), ["same"]);
  });

  it("stopped machines stay in the state, and neither a refresh nor an up starts them", async () => {
    await interfere("deallocate");
    assert.equal(running(), 0);
    await succeeds("refresh");
    await succeeds("up");
    assert.deepEqual([inState(), running()], [MACHINES, 0]);
  });

  it("once the stack has expired, an up is refused, also after a refresh that found Google's machine gone", async () => {
    const { outputs } = project.resources.find(({ type }) => type.endsWith("/stackmark:Expiry"))!;
    project.changeState((text) => text.replaceAll(outputs!.expiresAt as string, "2020-01-01T00:00:00.000Z"));
    await project.clouds.interfere("stackmark-multicloud-gcp-worker", "delete");
    await succeeds("refresh");
    assert.deepEqual(inState(), MACHINES.slice(0, 1));
    const { result } = await project.up();
    assert.equal(result, "failed");
    assert.match(project.said(), /This stack expired at 2020-01-01.*stackmark up STACK --renew/s);
    assert.deepEqual(inState(), MACHINES.slice(0, 1));
    await succeeds("destroy");
    assert.deepEqual(project.clouds.inventory(), []);
  });
});
