import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, StepOp } from "@stackmark/engine";
import { deletionIn, deletionsIn } from "../../../cli/engines/deletions.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const URN = "urn:pulumi:single::stackmark::azure-native:compute:VirtualMachine::server";
const about = (op: StepOp) => ({ metadata: { op, urn: URN, type: "azure-native:compute:VirtualMachine" } });
const ended = (op: StepOp, timestamp = 1): EngineEvent => ({
  ...{ sequence: 1, timestamp },
  resOutputsEvent: about(op),
});

describe("the times of deletions", () => {
  const folder = temporaryFolder();
  const log = () => join(folder.path, "events.ndjson");

  it("are those at which deletions ended", () => {
    assert.deepEqual(deletionIn(ended("delete", 2)), [URN, 2000]);
    assert.equal(deletionIn({ sequence: 1, timestamp: 2, resourcePreEvent: about("delete") }), undefined);
    assert.equal(deletionIn({ sequence: 1, timestamp: 2, cancelEvent: {} }), undefined);
    for (const op of ["create", "same", "delete-replaced"] as const) assert.equal(deletionIn(ended(op)), undefined, op);
  });

  it("are read from the event log of the Pulumi CLI, whose times are seconds", async () => {
    writeFileSync(log(), `${JSON.stringify(ended("same", 1))}\n${JSON.stringify(ended("delete", 2))}\n`);
    assert.deepEqual(await deletionsIn(log()), new Map([[URN, 2000]]));
  });

  it("are not known without a log, or from one that ends within a line", async () => {
    assert.equal(await deletionsIn(join(folder.path, "none")), undefined);
    writeFileSync(log(), `${JSON.stringify(ended("delete"))}\n{"sequence":`);
    assert.equal(await deletionsIn(log()), undefined);
  });
});
