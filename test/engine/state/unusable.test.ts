import assert from "node:assert/strict";
import { utimes, writeFile } from "node:fs/promises";
import { devStack } from "./dev-stack.ts";
import { thing, urnOf } from "./states.ts";

describe("a stack's state", () => {
  const dev = devStack();
  const { save, text } = dev;

  describe("that cannot be used", () => {
    const damage = async (change: (whole: string) => string) => {
      await save(thing("a"));
      await save(thing("a"), thing("b", { dependencies: [urnOf("a")] }));
      const past = new Date(Date.now() - 60_000);
      await utimes(dev.state.layout.previousFile, past, past);
      const damaged = change(await text());
      await writeFile(dev.state.layout.stateFile, damaged);
      return damaged;
    };

    async function assertRefused(damaged: string, expected: { code: string; message: RegExp }): Promise<void> {
      await assert.rejects(dev.state.read(dev.secrets), expected);
      let worked = false;
      await assert.rejects(
        dev.state.withLock(dev.secrets, () => Promise.resolve((worked = true))),
        expected,
      );
      assert.equal(worked, false);
      assert.equal(await text(), damaged);
      assert.deepEqual(await dev.state.locks(), []);
    }

    it("a truncated state file is reported with the place and the newest valid backup, and is not changed", async () => {
      const damaged = await damage((whole) => whole.slice(0, whole.length / 2));
      const copy = `The newest valid backup is ${dev.state.layout.previousFile} (3 resources`;
      await assertRefused(damaged, { code: "STATE_UNREADABLE", message: /not JSON: .* position \d+/ });
      await assert.rejects(dev.state.read(dev.secrets), ({ message }: Error) => message.includes(copy));
    });

    it("a state file that is truncated anywhere is reported", async () => {
      const whole = await damage((text) => text);
      for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 60)) {
        await writeFile(dev.state.layout.stateFile, whole.slice(0, length));
        await assert.rejects(dev.state.read(dev.secrets), {
          code: "STATE_UNREADABLE",
          message: /dev\.json cannot be used/,
        });
      }
    });

    it("a state file with a field of the wrong type is reported with the place", async () => {
      const damaged = await damage((whole) => whole.replaceAll('"custom":true', '"custom":"yes"'));
      await assertRefused(damaged, {
        code: "STATE_UNREADABLE",
        message: /at checkpoint\.latest\.resources\[1\]\.custom: .*at checkpoint\.latest\.resources\[2\]\.custom/,
      });
    });

    it("a state file that lacks a resource that another one depends on is reported", async () => {
      const damaged = await damage((whole) => whole.replace(/\{"urn":"[^"]*::a",.*?\},(?=\{"urn")/, ""));
      await assertRefused(damaged, { code: "STATE_INCONSISTENT", message: /dependency urn:.*::a is missing/ });
    });

    it("a state file of a newer or older schema version is reported", async () => {
      await assertRefused(await damage((whole) => whole.replace('"version":3', '"version":9')), {
        code: "STATE_TOO_NEW",
        message: /schema version 9/,
      });
      const older = (await text()).replace('"version":9', '"version":1');
      await writeFile(dev.state.layout.stateFile, older);
      await assertRefused(older, { code: "STATE_UNREADABLE", message: /schema version 1/ });
    });

    it("the error for an unusable state file says that there is no valid backup", async () => {
      await writeFile(dev.state.layout.stateFile, "{");
      await assert.rejects(dev.state.read(dev.secrets), { message: /There is no valid backup/ });
    });
  });
});
