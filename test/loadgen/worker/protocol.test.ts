import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import fc from "fast-check";
import { LoadError } from "../../../loadgen/index.ts";
import { frameOf, readFrames } from "../../../loadgen/worker/protocol.ts";

const bytesOf = (messages: readonly unknown[]): Buffer => Buffer.concat(messages.map(frameOf));

async function read(pieces: readonly Buffer[]): Promise<unknown[]> {
  const messages: unknown[] = [];
  for await (const message of readFrames(Readable.from(pieces))) messages.push(message);
  return messages;
}

describe("frames", () => {
  it("frames deliver messages unchanged in whatever pieces the stream arrives", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.array(fc.nat(300)), async (messages, cuts) => {
        const bytes = bytesOf(messages);
        const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        assert.deepEqual(await read(pieces), JSON.parse(JSON.stringify(messages)));
      }),
      { numRuns: 50 },
    );
  });

  it("a stream that its dead peer resets ends after the messages that came, and other errors are thrown", async () => {
    const ending = async (code: string) => {
      const stream = new PassThrough();
      stream.write(frameOf(1));
      const messages: unknown[] = [];
      for await (const message of readFrames(stream)) {
        messages.push(message);
        stream.destroy(Object.assign(new Error(code), { code }));
      }
      return messages;
    };
    assert.deepEqual([await ending("ECONNRESET"), await ending("EPIPE")], [[1], [1]]);
    await assert.rejects(ending("EIO"), { code: "EIO" });
  });

  it("a stream that ends inside a message, isn't JSON or announces gigabytes is refused", async () => {
    const whole = bytesOf([{ type: "ready" }]);
    const noJson = Buffer.concat([Buffer.from([0, 0, 0, 3]), Buffer.from("{a}")]);
    for (const bytes of [whole.subarray(0, -1), whole.subarray(0, 3), noJson, Buffer.from("HTTP/1.1 200 OK")]) {
      await assert.rejects(
        read([bytes]),
        (error) => error instanceof LoadError && error.code === "LOAD_WORKER_PROTOCOL",
      );
    }
  });
});
