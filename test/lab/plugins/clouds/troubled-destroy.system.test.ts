/** The destroy of a stack in both simulated clouds while they are in trouble. */
import assert from "node:assert/strict";
import { leftInState } from "../../../../cli/destroy/clouds.ts";
import { phase } from "../../../infra/cluster/stacks.ts";
import { MachinesProject } from "./machines-project.ts";

const CLOUDS = ["azure", "gcp"] as const;

describe("the destroy of a stack in the simulated clouds", function () {
  this.timeout(120_000);
  let project: MachinesProject;
  beforeEach(async () => {
    project = await MachinesProject.open("multicloud", phase("multicloud"));
    const { result } = await project.up();
    assert.equal(result, "succeeded", project.said());
  });
  afterEach(() => project[Symbol.asyncDispose]());

  const destroyed = async () => {
    const { result } = await project.destroy();
    assert.equal(result, "succeeded", project.said());
    assert.deepEqual(project.clouds.inventory(), []);
  };

  it("ends although the clouds throttle a third of all requests", async () => {
    Object.assign(project.clouds.settings, { throttledShare: 0.3, retryAfterS: 1 });
    await destroyed();
  });

  it("with expired credentials removes nothing, names a command for all that is left, and ends once they are renewed", async () => {
    const expired = { kind: "*", action: "delete", times: 1000, status: 401, code: "ExpiredAuthenticationToken" };
    for (const cloud of CLOUDS) project.clouds.fail(cloud, expired);
    const before = project.clouds.inventory().length;
    const { result } = await project.destroy();
    assert.equal(result, "failed");
    assert.equal(project.clouds.inventory().length, before);
    const refused = CLOUDS.map((cloud) => ({ cloud, notAsked: "credentials have expired" }));
    const commands = leftInState(project.resources, refused).flatMap(
      (line) => line.split(". Delete it with: ")[1] ?? [],
    );
    assert.equal(commands.filter((command) => command.startsWith("az group delete")).length, 1);
    const google = project.clouds.inventory().filter(({ cloud, kind }) => cloud === "gcp" && kind !== "compute#disk");
    for (const { id } of google) {
      const name = id.split("/").at(-1)!;
      assert.ok(
        commands.some((command) => command.includes(` delete ${name} --quiet`)),
        `${name}: ${commands.join("\n")}`,
      );
    }
    assert.equal(commands.length, 1 + google.length);
    project.clouds.clearFaults();
    await destroyed();
  });
});
