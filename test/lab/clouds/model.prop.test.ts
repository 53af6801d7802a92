/** Whatever a client does in whatever order: what the clouds hold, what runs and what is billed belong together. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as azure from "./azure/stack.ts";
import type { Json } from "../../../lab/clouds/json.ts";
import { CloudLab } from "./cloud-lab.ts";
import * as gcp from "./gcp/stack.ts";

type Step = (lab: CloudLab) => Promise<void>;

/** Two of each resource: the second one's name, and all names in its body, end in 2. */
const second = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/server-(ip|nic|os)/g, "server2-$1")
      .replace(
        /(virtualMachines\/server|computevm-server|instances\/worker|addresses\/worker(?:-private)?)(?=")/g,
        "$12",
      )
      .replace('"computerName":"server"', '"computerName":"server2"')
      .replaceAll("10.128.0.2", "10.128.0.3")
      .replaceAll("203.0.113.132", "203.0.113.133"),
  ) as T;

const of = (isSecond: boolean, id: string): string => (isSecond ? second([id])[0]! : id);
const bodyOf = (isSecond: boolean, body: object): object => (isSecond ? second(body) : body);

const isSecond = fc.boolean();
const azurePart = fc.constantFrom(...azure.PARTS);
const gcpPart = fc.constantFrom(...gcp.PARTS);

const step: fc.Arbitrary<Step> = fc.oneof(
  // Creations are likelier, so that there is something to delete.
  ...[1, 2, 3].flatMap(() => [
    fc.tuple(azurePart, isSecond).map(
      ([part, two]): Step =>
        (lab) =>
          lab.put(of(two, azure.ID[part]), bodyOf(two, azure.bodies()[part])).then(() => {}),
    ),
    fc.tuple(gcpPart, isSecond).map(
      ([part, two]): Step =>
        (lab) =>
          lab.put(of(two, gcp.ID[part]), bodyOf(two, gcp.bodies()[part])).then(() => {}),
    ),
  ]),
  fc.tuple(azurePart, isSecond).map(
    ([part, two]): Step =>
      (lab) =>
        lab.delete(of(two, azure.ID[part])),
  ),
  fc.tuple(gcpPart, isSecond).map(
    ([part, two]): Step =>
      (lab) =>
        lab.delete(of(two, gcp.ID[part])),
  ),
  fc.tuple(fc.constantFrom("start", "powerOff", "deallocate"), isSecond).map(
    ([action, two]): Step =>
      (lab) =>
        lab.act(of(two, azure.ID.vm), action),
  ),
  fc.tuple(fc.constantFrom("start", "stop"), isSecond).map(
    ([action, two]): Step =>
      (lab) =>
        lab.act(of(two, gcp.ID.instance), action),
  ),
  fc.integer({ min: 1, max: 30 }).map(
    (hours): Step =>
      (lab) =>
        lab.advance(hours * 3_600_000),
  ),
  fc.tuple(fc.constantFrom("stop", "delete", "start"), fc.constantFrom("server", "worker")).map(
    ([how, machine]): Step =>
      (lab) =>
        lab.clouds.interfere(machine, how),
  ),
  fc.constantFrom("before", "after").map((when): Step => (lab) => {
    for (const cloud of ["azure", "gcp"] as const)
      lab.clouds.fail(cloud, { kind: "*", action: "create", when: when, status: 500, code: "Injected" });
    return Promise.resolve();
  }),
);

function check(lab: CloudLab): void {
  const entries = lab.clouds.inventory();
  const resources = entries.map(({ cloud, id }) => lab.clouds[cloud].find(id)!);
  const unique = (what: string, values: (Json | undefined)[]): void => {
    const known = values.filter((value) => value !== undefined && value !== null);
    assert.equal(new Set(known).size, known.length, `${what}: ${JSON.stringify(known)}`);
  };
  unique(
    "machines",
    entries.map(({ machine }) => machine),
  );
  unique(
    "sites",
    entries.map(({ site }) => site),
  );
  const external = resources.filter((each) => each.kind === "compute#address" && each.body.addressType === "EXTERNAL");
  unique("public addresses", [
    ...resources.map(({ facts }) => facts.ipAddress),
    ...external.map(({ facts }) => facts.address),
  ]);
  unique(
    "private addresses in Azure",
    resources.map(({ facts }) => facts.privateIPAddress),
  );
  unique(
    "private addresses in Google Cloud",
    resources.map(({ facts }) => facts.networkIp),
  );

  // Every machine of the lab is one of a cloud, and has rules; and each of a cloud is there, unless it failed to be created.
  const names = new Set(entries.flatMap(({ machine }) => machine ?? []));
  for (const name of lab.machines.list().keys()) {
    assert.ok(names.has(name), `${name} is an orphan`);
    assert.ok(lab.machines.rules.has(name), `${name} has no rules`);
  }
  for (const { machine, state } of entries)
    if (machine !== undefined && state === "Succeeded")
      assert.ok(lab.machines.list().has(machine), `${machine} is missing`);
  // Every site that is open belongs to a network.
  for (const site of lab.machines.sites.keys())
    assert.ok(
      entries.some((each) => each.site === site),
      site,
    );

  // What refers to another resource refers to one that is there.
  for (const { body, id } of resources)
    for (const [, reference] of JSON.stringify(body).matchAll(/"id":"(\/subscriptions[^"]+)"/g))
      assert.ok(lab.clouds.azure.find(reference!), `${id} refers to ${reference}`);

  // Exactly what exists is billed, and nothing twice.
  const open = lab.clouds.meters().filter(({ toMs }) => toMs === null);
  for (const { resource } of open)
    assert.ok(
      entries.some(({ id }) => id === resource),
      `${resource} is billed`,
    );
  unique(
    "open meters",
    open.map(({ resource, item }) => `${resource} ${item}`),
  );
  for (const { fromMs, toMs } of lab.clouds.meters()) assert.ok(toMs === null || toMs >= fromMs);
}

describe("the clouds' resources, machines and meters", function () {
  this.timeout(60_000);

  it("belong together after any sequence of requests, faults and interferences, and nothing is left at the end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const lab = new CloudLab({ cores: { cores: 8 } });
        try {
          await azure.build(lab);
          await gcp.build(lab);
          for (const each of steps) {
            // Refusals are answers too.
            await each(lab).catch((error: any) => assert.ok(error.code, error.stack));
            check(lab);
          }
          lab.clouds.clearFaults();
          if (lab.clouds.azure.find(azure.GROUP)) await lab.delete(azure.GROUP);
          for (const part of [...gcp.PARTS].reverse())
            for (const two of [true, false])
              if (lab.clouds.gcp.find(of(two, gcp.ID[part]))) await lab.delete(of(two, gcp.ID[part]));
          const left = lab.clouds.inventory().map(({ id }) => id);
          assert.deepEqual([left, [...lab.machines.list().keys()], [...lab.machines.sites.keys()]], [[], [], []]);
          assert.ok(lab.clouds.meters().every(({ toMs }) => toMs !== null));
        } finally {
          await lab.close();
        }
      }),
      { numRuns: 150 },
    );
  });
});
