import assert from "node:assert/strict";
import { iotScenario } from "../../../loadgen/scenario/iot.ts";
import type { Scenario } from "../../../loadgen/scenario/scenario.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

const scenario = (options: object) => iotScenario(new URL("http://hub.test/"), options) as Scenario;

describe("iot scenario", () => {
  it("the iot scenario registers each device once per N requests, spread evenly", async () => {
    const { clock, transport } = virtualRun({
      scenario: scenario({ requestsPerLogin: 50, intervalMs: 100 }),
      spec: { users: 100, spawnRatePerS: 100, durationMs: 40_000 },
      answer: () => ({ latencyUs: 1000 }),
    });
    await clock.advanceTo(35e6);
    // After the devices' first registration, when all start.
    const later = transport.requests.filter(({ atUs }) => atUs > 1.5e6);
    const logins = later.filter(({ line }) => line === "POST /login");
    assert.ok(Math.abs(logins.length / later.length - 1 / 50) < 0.002);
    const perSecond = Array.from(
      { length: 30 },
      (_, second) => logins.filter(({ atUs }) => Math.floor(atUs / 1e6) === second + 3).length,
    );
    const mean = perSecond.reduce((sum, count) => sum + count, 0) / 30;
    assert.ok(Math.max(...perSecond) < 2 * mean, `${perSecond.join(" ")} registrations a second`);
  }).timeout(20_000);

  it("the iot scenario posts measurements as JSON with the device's token", async () => {
    const { clock, transport } = virtualRun({ scenario: scenario({}), spec: { users: 1, spawnRatePerS: 1 } });
    await clock.advanceTo(3e6);
    const [login, first] = transport.requests.map(({ request }) => request);
    assert.deepEqual(JSON.parse(login!.body!), { deviceId: "device-0" });
    assert.match(first!.headerLines, /authorization: Bearer device-0\r\n/);
    assert.equal((JSON.parse(first!.body!) as { deviceId: string }).deviceId, "device-0");
  });
});
