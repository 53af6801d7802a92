import assert from "node:assert/strict";
import type { z } from "zod";
import type { KubeApi } from "../../../infra/kubernetes/api.ts";
import { podsClient } from "../../../infra/kubernetes/pods.ts";

const pod = (status: object) => ({
  metadata: { namespace: "shop", name: "one", creationTimestamp: "2026-05-01T12:00:00Z" },
  spec: { nodeName: "worker", containers: [] },
  status,
});
const ended = { name: "main", image: "shop:2", ready: false, state: { terminated: { exitCode: 128 } } };

/** @param items of the API server's answer */
const listOf = (...items: object[]) => {
  const read = (_what: string, schema: z.ZodType) => Promise.resolve(schema.parse({ items }));
  return podsClient({ read } as unknown as KubeApi, "shop").list("app=one");
};

describe("pods of our own", () => {
  it("say why their node does not run them; one whose containers ended did run", async () => {
    const pods = await listOf(
      pod({ phase: "Failed", reason: "OutOfpods", message: "Node didn't have enough resource: pods" }),
      pod({ phase: "Failed", containerStatuses: [ended] }),
      pod({ phase: "Pending" }),
    );
    assert.deepEqual(
      pods.map(({ refusal }) => refusal),
      ["Node didn't have enough resource: pods", null, null],
    );
  });
});
