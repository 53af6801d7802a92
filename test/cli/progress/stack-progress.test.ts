import assert from "node:assert/strict";
import type { EngineEvent } from "@stackmark/engine";
import { StackProgress } from "../../../cli/progress/stack-progress.ts";
import { aPlan } from "../../infra/helpers/builders.ts";

const LOAD_RUN = "pulumi-nodejs:dynamic/stackmark:LoadRun";
const urn = (name: string) => `urn:pulumi:local::stackmark::${LOAD_RUN}::${name}`;
const at = { sequence: 0, timestamp: 0 };

const begins = (name: string, type = LOAD_RUN, op = "create") =>
  ({ ...at, resourcePreEvent: { metadata: { urn: urn(name), type, op } } }) as EngineEvent;
const says = (name: string, message: string): EngineEvent => ({
  ...at,
  diagnosticEvent: { urn: urn(name), message, color: "", severity: "info#err" },
});

const level = (name: string, users: number) => ({ name, users, spawnRatePerS: 100, durationS: 60 });
const levels = [level("low", 10), level("high", 60)];

function shown(output: { isTTY?: boolean; columns?: number } = {}, load: Record<string, unknown> = {}) {
  const clock = { ms: 0 };
  let text = "";
  const stdout = { ...output, write: (more: string) => (text += more) };
  const progress = new StackProgress(stdout, "1/2  local", aPlan({ load: { levels, ...load } }), () => clock.ms);
  return { progress, stdout, clock, text: () => text };
}

describe("progress of a stack", () => {
  it("without a terminal, each stage has a line, and one that stays says how long they took", () => {
    const { progress, clock, text } = shown();
    progress.begin("deploying");
    progress.event(begins("server", "pulumi-nodejs:dynamic/stackmark:EmulatedNode"));
    clock.ms = 7000;
    progress.event(begins("load-low-1"));
    for (const left of [9, 8]) progress.event(says("load-low-1", `rehearsal: ${left}s left, 60 users`));
    progress.event(says("load-low-1", "59s left, 10 users"));
    progress.event(begins("load-high-1"));
    clock.ms = 130_000;
    progress.ended("succeeded");
    progress.begin("destroying");
    progress.keep("destroyed: nothing left");
    assert.deepEqual(text().split("\n"), [
      "1/2  local  deploying",
      "1/2  local  rehearsing",
      "1/2  local  measuring low, 1 of 2: 59s left, 10 users",
      "1/2  local  measuring high, 2 of 2",
      "1/2  local  destroying",
      "1/2  local  deployed in 7 s, measured in 2 min 3 s, destroyed: nothing left",
      "",
    ]);
  });

  it("what a stack in a cloud has cost so far is beside its stage", () => {
    const { progress, clock, text } = shown();
    progress.meter(0.5);
    progress.begin("deploying");
    clock.ms = 1_800_000;
    progress.event(begins("load-low-1"));
    assert.deepEqual(text().split("\n").slice(0, 2), ["1/2  local  deploying, $0.00", "1/2  local  rehearsing, $0.25"]);
  });

  it("without a terminal, a long stage has a line every half minute", () => {
    const { progress, clock, text } = shown({}, { rehearsalS: 0 });
    progress.begin("deploying");
    progress.event(begins("load-low-1"));
    for (clock.ms = 0; clock.ms <= 60_000; clock.ms += 1000)
      progress.event(says("load-low-1", `${60 - clock.ms / 1000}s left`));
    assert.deepEqual(
      text()
        .split("\n")
        .map((line) => line.slice("1/2  local  ".length)),
      ["deploying", "measuring low, 1 of 2", "measuring low, 1 of 2: 30s left", "measuring low, 1 of 2: 0s left", ""],
    );
  });

  it("repeats of a level are told apart", () => {
    const { progress, text } = shown({}, { repeats: 2 });
    progress.event(begins("load-high-2"));
    assert.equal(text(), "1/2  local  measuring high (repeat 2), 4 of 4\n");
  });

  it("cells that are kept or deleted, and messages of other resources, change nothing", () => {
    const { progress, text } = shown();
    progress.begin("deploying");
    progress.event(begins("load-low-1", LOAD_RUN, "same"));
    progress.event(begins("load-low-1", LOAD_RUN, "delete-replaced"));
    progress.event(says("server", "started"));
    assert.equal(text(), "1/2  local  deploying\n");
  });

  it("on a terminal, one line is overwritten, fits the width, and makes way for messages", () => {
    const { progress, stdout, text } = shown({ isTTY: true, columns: 30 });
    progress.begin("deploying");
    progress.event(says("load-low-1", "59s left, 10 users, 20.0 req/s"));
    progress.above(stdout).write("a message\n");
    progress.ended("canceled");
    progress.keep();
    const erase = "\r\u001b[K";
    const [first, last] = text().split("\n");
    assert.deepEqual(first!.split(erase), ["", "1/2  local  deploying", "1/2  local  measuring low, 1…", "a message"]);
    assert.equal(last, `${erase}1/2  local  deployed in 0 ms, stopped after 0 ms`);
  });

  it("a stack without load is deployed, not measured", () => {
    const { progress, text } = shown();
    progress.begin("deploying");
    progress.ended("succeeded");
    progress.keep();
    assert.match(text(), /local {2}deployed in 0 ms\n$/);
  });
});
