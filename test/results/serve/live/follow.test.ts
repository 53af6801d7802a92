import assert from "node:assert/strict";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCell, writeRun } from "../../../../results/archive/index.ts";
import { follow } from "../../../../results/serve/live/follow.ts";
import type { LiveEvent } from "../../../../results/serve/live/follow.ts";
import { aCell, aSecond, anOutputs } from "../../../helpers/builders.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

const CELL = "load-low-1";

async function* eachOf(batches: AsyncIterable<LiveEvent[]>): AsyncGenerator<LiveEvent> {
  for await (const batch of batches) yield* batch;
}

describe("following a run", () => {
  const runs = temporaryFolder();
  const run = () => join(runs.path, "run-a");
  const seconds = () => join(run(), "cells", CELL, "seconds.ndjson");
  const started = () => {
    const end = new AbortController();
    const events = eachOf(follow(run(), { signal: end.signal, everyMs: 1 }));
    const next = async (): Promise<LiveEvent | undefined> =>
      ((await events.next()) as IteratorResult<LiveEvent, undefined>).value;
    return { next, end };
  };

  it("following a run gives each second once, in order, until the run is closed", async () => {
    const cell = await openCell(runs.path, "run-a", CELL, { stack: "local" });
    cell.second(aSecond({ atMs: 1000 }));
    const { next } = started();
    const at = async () => {
      const event = await next();
      return event?.event === "second" ? event.second.atMs : event?.event;
    };
    assert.equal(await at(), 1000);
    cell.second(aSecond({ atMs: 2000 }));
    assert.equal(await at(), 2000);
    await cell.close(aCell());
    assert.equal(await at(), "cell-closed");
    await writeRun(runs.path, anOutputs());
    assert.equal(await at(), "run-closed");
    assert.equal(await at(), undefined);
  });

  it("following a run ends when all planned cells have a result, as after plain `pulumi up`", async () => {
    const { plan, nodes, placement, notes, topologyDigest, provenance } = anOutputs();
    const planned = { plan, nodes, placement, notes, topologyDigest, provenance, cells: [CELL] };
    const cell = await openCell(runs.path, "run-a", CELL, { stack: "local", planned });
    await cell.close(aCell());
    const { next } = started();
    assert.deepEqual([(await next())?.event, (await next())?.event], ["cell-closed", "run-closed"]);
  });

  it("following a run waits for the end of an incomplete line, even within a character", async () => {
    const cell = await openCell(runs.path, "run-a", CELL, { stack: "local" });
    cell.second(aSecond({ atMs: 1000 }));
    const { next, end } = started();
    await next();
    const line = Buffer.from(`${JSON.stringify({ ...aSecond({ atMs: 2000 }), failureClasses: { é: 1 } })}\n`);
    const cut = line.indexOf(0xc3) + 1;
    await appendFile(seconds(), line.subarray(0, cut));
    const coming = next();
    await appendFile(seconds(), line.subarray(cut));
    const event = await coming;
    assert.deepEqual(event?.event === "second" && event.second.failureClasses, { é: 1 });
    end.abort();
    cell.leave();
  });

  it("following a run drops a line without an end before it fills the memory", async () => {
    const cell = await openCell(runs.path, "run-a", CELL, { stack: "local" });
    cell.second(aSecond({ atMs: 1000 }));
    const { next, end } = started();
    await next();
    await appendFile(seconds(), " ".repeat(2 * 2 ** 20));
    const problem = await next();
    assert.match(problem?.event === "problem" ? problem.message : "", /more than 1048576 bytes/);
    await appendFile(seconds(), `\n${JSON.stringify(aSecond({ atMs: 2000 }))}\n`);
    let event = await next();
    while (event?.event === "problem") event = await next();
    assert.equal(event?.event === "second" && event.second.atMs, 2000);
    end.abort();
    cell.leave();
  });

  it("following a run reports a restarted cell, and gives its seconds again", async () => {
    const cell = await openCell(runs.path, "run-a", CELL, { stack: "local" });
    cell.second(aSecond({ atMs: 1000 }));
    cell.second(aSecond({ atMs: 2000 }));
    cell.leave();
    const { next, end } = started();
    await next();
    await next();
    const again = await openCell(runs.path, "run-a", CELL, { stack: "local", earlier: "set-aside" });
    assert.equal((await next())?.event, "restart");
    again.second(aSecond({ atMs: 1000 }));
    const event = await next();
    assert.equal(event?.event === "second" && event.second.atMs, 1000);
    end.abort();
    again.leave();
  });

  it("following a run reports a line that cannot be read, and continues", async () => {
    const cell = await openCell(runs.path, "run-a", CELL, { stack: "local" });
    cell.second(aSecond({ atMs: 1000 }));
    cell.leave();
    await writeFile(seconds(), `nonsense\n${JSON.stringify(aSecond({ atMs: 2000 }))}\n`);
    const { next, end } = started();
    assert.equal((await next())?.event, "problem");
    assert.equal((await next())?.event, "second");
    end.abort();
  });

  it("following a run ends when it is aborted", async () => {
    await openCell(runs.path, "run-a", CELL, { stack: "local" });
    const { next, end } = started();
    const coming = next();
    end.abort();
    assert.equal(await coming, undefined);
  });
});
