import assert from "node:assert/strict";
import type { z } from "zod";
import * as ours from "../../../../infra/hosts/local/protocol.ts";
import { readySchema } from "../../../../lab/protocol/daemon.ts";
import { linkStatusSchema } from "../../../../lab/protocol/link.ts";
import { nodeStatusSchema, replicaStatusSchema } from "../../../../lab/protocol/node.ts";

const element = (schema: z.ZodObject, key: string): z.ZodObject =>
  (schema.shape as Record<string, z.ZodArray<z.ZodObject>>)[key]!.element;

describe("what the program reads of emulated machines", () => {
  const pairs: [string, z.ZodObject, z.ZodObject][] = [
    ["ready.json", ours.readySchema, readySchema],
    ["a node's status", ours.nodeStatusSchema, nodeStatusSchema],
    ["a replica's status", element(ours.nodeStatusSchema, "replicas"), replicaStatusSchema],
    ["a link's status", ours.linkStatusSchema, linkStatusSchema],
  ];
  for (const [what, own, theirs] of pairs)
    it(`is what they write: ${what}`, () => {
      const missing = Object.keys(own.shape).filter((key) => !(key in theirs.shape));
      assert.deepEqual(missing, []);
    });
});
