import assert from "node:assert/strict";
import { outcomeOf } from "../../helpers/outcome-of.ts";
import { virtualRun } from "../../helpers/virtual-run.ts";
import type { VirtualAnswer } from "../../helpers/virtual-transport.ts";

const refused: VirtualAnswer = { latencyUs: 100, failure: { class: "refused", message: "connect: ECONNREFUSED" } };

/** The judgement on a load of 10 s whose target is down in these seconds. */
async function judged(from: number, to: number, down = refused, spec: object = {}, more = {}) {
  const virtual = virtualRun({
    spec: { durationMs: 10_000, thinkTimeScale: 0.1, gracefulStopMs: 5000, ...spec },
    answer: (_, atUs) => (atUs >= from * 1e6 && atUs < to * 1e6 ? down : { latencyUs: 20_000 }),
  });
  await virtual.clock.advanceTo(40e6);
  await virtual.run.done;
  const { result } = outcomeOf(virtual.spec, virtual.seconds, 0, more);
  return { status: result.status, reasons: result.reasons.map(({ code }) => code), result };
}

describe("the status of a load whose target goes down", () => {
  it("a load is invalid if its target stays down, and says from which second on", async () => {
    const { status, reasons, result } = await judged(4, Infinity);
    assert.deepEqual([status, reasons], ["invalid", ["target-down"]]);
    assert.match(
      result.reasons[0]!.message,
      /^The target went down: nothing succeeded from second [45] on, \d+ requests failed, so/,
    );
    assert.equal(result.notes, undefined);
  });

  it("a load whose target hangs to the end is invalid like one that refuses", async () => {
    const { reasons } = await judged(4, Infinity, { latencyUs: 1e9 });
    assert.deepEqual(reasons, ["target-down"]);
  });

  it("a target that recovers, or goes down in the last tenth only, is a note beside a complete load", async () => {
    const recovered = await judged(3, 6);
    assert.deepEqual([recovered.status, recovered.reasons], ["complete", []]);
    assert.match(
      recovered.result.notes![0]!,
      /^nothing succeeded from second [34] to second [67], \d+ requests failed$/,
    );
    assert.equal((await judged(9.5, Infinity)).status, "complete");
  });

  it("a load that was to go on, or to end, when its target fails has a note", async () => {
    const keepGoing = await judged(4, Infinity, refused, { keepGoing: true });
    assert.deepEqual([keepGoing.status, keepGoing.result.notes!.length], ["complete", 1]);
    const ending = { stoppedAtMs: 9000, stopReason: { code: "error-rate", message: "Ended." } };
    const ended = await judged(4, Infinity, refused, {}, { ending });
    assert.deepEqual([ended.status, ended.reasons], ["partial", ["error-rate"]]);
  });

  it("a load that ended with its worker or scenario does not blame the target for the seconds after", async () => {
    const lost = { stoppedAtMs: 4500, lostWorkers: ["died by SIGKILL"] };
    const { reasons, result } = await judged(4, Infinity, refused, {}, { ending: lost });
    assert.deepEqual([reasons, result.notes], [["worker-lost"], undefined]);
    const threw = { stoppedAtMs: 4500, scenarioFailure: "TypeError" };
    assert.deepEqual((await judged(4, Infinity, refused, {}, { ending: threw })).reasons, ["scenario-failed"]);
  });

  it("a load without a worker that was late is invalid, and says which and by how much", async () => {
    const ending = { lateWorkers: ["eu-2, by 340 ms"] };
    const { status, result } = await judged(4, Infinity, refused, {}, { ending });
    const [reason] = result.reasons;
    assert.deepEqual([status, reason!.code], ["invalid", "worker-late"]);
    assert.match(reason!.message, /^The start came too late at eu-2, by 340 ms: /);
  });

  it("a stopped load is invalid if a worker went on so long that rates are off by more than their margin", async () => {
    const stopped = (lateMs: number) => ({ ending: { stoppedAtMs: 9000, lateStops: [{ name: "eu-2", lateMs }] } });
    const near = await judged(20, 20, refused, {}, stopped(400));
    assert.deepEqual([near.status, near.reasons], ["partial", ["stopped"]]);
    const { status, result } = await judged(20, 20, refused, {}, stopped(3000));
    assert.equal(status, "invalid");
    const { code, message } = result.reasons[0]!;
    assert.deepEqual(
      [code, message],
      ["worker-late", "The stop came too late at eu-2, which went on for 3 s: the load was longer there."],
    );
  });

  it("failures in the warm-up that no figure counts are noted", async () => {
    const { status, result } = await judged(0, 0.5);
    assert.deepEqual([status, result.overall.failures], ["complete", 0]);
    assert.match(
      result.notes!.join(),
      /^\d+ failures in the warm-up or otherwise outside the measured part, not counted$/,
    );
  });

  it("a load without an ended request names the cause: no answer, the scenario's code, or too little time", async () => {
    const hung = await judged(0, Infinity, { latencyUs: 1e9 }, { gracefulStopMs: 0 });
    const message = hung.result.reasons.find(({ code }) => code === "no-requests")?.message;
    assert.match(message ?? "", /: \d+ of \d+ sent got no answer until the end of the load\.$/);
  });

  it("a load whose plain requests are all closed or answered with 400 says that the server may expect TLS", async () => {
    const hinted = async (down: VirtualAnswer) => (await judged(0, Infinity, down)).result.reasons[0]!.message;
    const closed: VirtualAnswer = { latencyUs: 100, failure: { class: "closed", message: "closed" } };
    assert.match(await hinted(closed), /succeeded; .* If the server expects TLS, use https:\/\/\.$/);
    assert.match(await hinted({ latencyUs: 100, head: "HTTP/1.1 400 Bad Request" }), /use https/);
    assert.doesNotMatch(await hinted(refused), /https/);
  });

  it("a load without any success says that alone", async () => {
    const { reasons, result } = await judged(0, Infinity);
    assert.deepEqual([reasons, result.notes], [["targets-down"], undefined]);
  });
});
