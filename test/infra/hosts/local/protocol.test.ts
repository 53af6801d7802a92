import assert from "node:assert/strict";
import type { z } from "zod";
import * as ours from "../../../../infra/hosts/local/protocol.ts";
import * as lab from "../../../../lab/storefront/protocol.ts";

const element = (schema: z.ZodObject, key: string): z.ZodObject =>
  (schema.shape as Record<string, z.ZodArray<z.ZodObject>>)[key]!.element;

describe("what the program reads of emulated machines", () => {
  const pairs: [string, z.ZodObject, z.ZodObject][] = [
    ["ready.json", ours.readySchema, lab.nodeReadySchema],
    ["a node's status", ours.nodeStatusSchema, lab.nodeStatusSchema],
    ["a replica's status", element(ours.nodeStatusSchema, "replicas"), lab.replicaStatusSchema],
    ["a link's status", ours.linkStatusSchema, lab.linkStatusSchema],
  ];
  for (const [what, own, theirs] of pairs)
    it(`is what they write: ${what}`, () => {
      const missing = Object.keys(own.shape).filter((key) => !(key in theirs.shape));
      assert.deepEqual(missing, []);
    });
});
