import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { CellInputs } from "../../../infra/load/cell.ts";
import { apart, together, type SplitInputs } from "../../../infra/load/secret-inputs.ts";

const CLEAR = { cell: "load-low-1", podKill: null };
const machine = (name: string, privateKey: string) => ({ name, access: { host: "203.0.113.7", port: 22, privateKey } });
const POOL = { nodes: ["server"], image: "node" };
const HELD = {
  generators: [machine("eu", "KEY-1"), machine("us", "KEY-2")],
  metrics: { kind: "prometheus", access: { kubeconfig: "CONFIG" }, services: [{ name: "web" }] },
  pods: { kubeconfig: "CONFIG", pool: POOL },
};

/** As Pulumi gives it to the program: secret as a whole, because of one secret in it. */
const asInputs = () =>
  apart({
    ...CLEAR,
    ...Object.fromEntries(Object.entries(HELD).map(([key, value]) => [key, pulumi.secret(value)])),
  } as unknown as Parameters<typeof apart>[0]) as unknown as Record<string, pulumi.Input<unknown>>;

const isSecret = (input: pulumi.Input<unknown>) => pulumi.isSecret(pulumi.output(input));
const valueOf = async (input: pulumi.Input<unknown>): Promise<unknown> =>
  (pulumi.output(input) as unknown as { promise(): Promise<unknown> }).promise();

describe("the inputs of a cell", () => {
  it("names of machines, nodes and services are in clear, and no key or kubeconfig is", async () => {
    const inputs = asInputs();
    const { secrets, ...others } = inputs;
    assert.equal(await isSecret(secrets), true);
    for (const [key, input] of Object.entries(others)) assert.equal(await isSecret(input), false, key);
    const text = JSON.stringify(await Promise.all(Object.values(others).map(valueOf)));
    assert.doesNotMatch(text, /KEY-|CONFIG/);
    for (const name of ["eu", "us", "203.0.113.7", "web", "server"]) assert.ok(text.includes(`"${name}"`), name);
  });

  it("the provider gets them as they were", async () => {
    const entries = await Promise.all(
      Object.entries(asInputs()).map(async ([key, input]) => [key, await valueOf(input)] as const),
    );
    const given = JSON.parse(JSON.stringify(Object.fromEntries(entries))) as SplitInputs;
    const whole = JSON.parse(JSON.stringify(together(given))) as CellInputs;
    assert.deepEqual(whole, { ...CLEAR, ...HELD });
  });

  it("what a cell does not have stays away", () => {
    assert.ok(!("recommended" in asInputs()));
  });
});
