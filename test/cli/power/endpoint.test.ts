import assert from "node:assert/strict";
import { awaitEndpoint } from "../../../cli/power/endpoint.ts";

/** Answers one after the other, the last one for ever; time passes only in sleeps. */
const tools = (...answers: (number | Error)[]) => {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    sleep: (ms: number) => Promise.resolve((nowMs += ms)),
    fetch: (() => {
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(new Response(null, { status: answer }));
    }) as typeof fetch,
  };
};

describe("the endpoint of a resumed stack", () => {
  it("is awaited while it refuses connections or fails", async () => {
    const refused = new Error("connect ECONNREFUSED");
    assert.deepEqual(await awaitEndpoint("http://shop", tools(refused, refused, 503, 200)), {
      isUp: true,
      afterMs: 6000,
    });
    assert.equal((await awaitEndpoint("http://shop", tools(404))).isUp, true);
  });

  it("is given up after ten minutes, with the last problem", async () => {
    assert.deepEqual(await awaitEndpoint("http://shop", tools(502)), {
      ...{ isUp: false, afterMs: 600_000, problem: "status 502" },
    });
  });
});
