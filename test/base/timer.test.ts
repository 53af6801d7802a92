import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mock } from "node:test";
import { startTimer, startTimeOfDay } from "../../base/timer.ts";
import { root, sourceFiles } from "../helpers/imports.ts";

const DAY_MS = 24 * 3600_000;

describe("timers", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  /** When a timer of this length fires. */
  function firesAfterMs(delayMs: number): number {
    let [elapsedMs, firedMs] = [0, NaN];
    startTimer(delayMs, () => (firedMs = elapsedMs));
    const stepMs = DAY_MS / 4;
    while (Number.isNaN(firedMs) && elapsedMs <= 2 * delayMs) {
      elapsedMs += stepMs;
      mock.timers.tick(stepMs);
    }
    return firedMs;
  }

  it("a timer of months fires after months, and not at once as Node's own", () => {
    for (const days of [0.25, 24, 25, 50, 100]) {
      const lateMs = firesAfterMs(days * DAY_MS) - days * DAY_MS;
      assert.ok(lateMs >= 0 && lateMs <= DAY_MS, `${days} days: ${lateMs} ms late`);
    }
  });

  it("a timer that was cancelled never fires, in whichever part of its time", () => {
    const fire = mock.fn();
    const timers = [1, 60].map((days) => startTimer(days * DAY_MS, fire));
    mock.timers.tick(0.5 * DAY_MS);
    timers[0]!.cancel();
    for (let day = 0; day < 50; day += 1) mock.timers.tick(DAY_MS);
    timers[1]!.cancel();
    for (let day = 0; day < 50; day += 1) mock.timers.tick(DAY_MS);
    assert.equal(fire.mock.callCount(), 0);
  });
});

describe("time of day without steps", () => {
  it("setting the system's clock changes no difference between two times", () => {
    const timeOfDay = startTimeOfDay();
    const before = timeOfDay();
    assert.ok(Math.abs(before - Date.now()) < 60_000);
    mock.timers.enable({ apis: ["Date"], now: 0 });
    try {
      assert.ok(Math.abs(timeOfDay() - before) < 60_000);
    } finally {
      mock.timers.reset();
    }
  });
});

/** Files whose delays come from a caller, and why none can be longer than Node's timers. */
const SHORT_BY_CALLER: Readonly<Record<string, string>> = {
  "base/clock.ts": "intervals of polls",
  "engine/protocol/child.ts": "grace time of a kill, a constant of each caller",
  "engine/record/index.ts": "limit of a recording, a constant of each caller",
  "infra/hosts/login/lifecycle.ts": "interval of logins, a constant",
  "infra/hosts/local/control.ts": "limit of a control request, a constant of each caller",
  "infra/hosts/local/start-daemon.ts": "interval of polls",
  "infra/jobs/with-pods.ts": "interval of polls",
  "infra/kubernetes/http.ts": "limit of a request, a constant of each caller",
  "infra/load/measure/measure.ts": "moment of a pod kill, half a level, which lasts at most hours",
  "infra/load/measure/tool/parts/run.ts": "pause between looks, a constant",
  "infra/observability/events/watch.ts": "interval of readings, half an hour",
  "infra/observability/local/collector.ts": "interval of scrapes, at most 300 s",
  "infra/observability/local/scrape.ts": "limit of a scrape, a constant of each caller",
  "infra/observability/prometheus/read-window.ts": "interval of scrapes, at most 300 s",
  "infra/observability/prometheus/targets.ts": "interval of scrapes, at most 300 s",
  "infra/ssh/connection.ts": "limit of a command, at most workload.timeoutS, two hours",
  "lab/clouds/clock.ts": "at most Node's longest, and again until it is due",
  "lab/faults/operation.ts": "time limit of a command, at most an hour",
  "lab/faults/run.ts": "delay of a fault, and time until an interruption, seconds",
  "lab/faults/strikes.ts": "moment of a fault within an operation, seconds",
  "lab/hosts/init/service-commands.ts": "time limit of a unit",
  "lab/hosts/init/service.ts": "delay of a unit's restart",
  "lab/k3s/program/wait.ts": "interval of polls",
  "lab/plugins/cloud/client.ts": "interval of polls, which the cloud chooses",
  "lab/plugins/command/dial-loop.ts": "pause between dials, which has a limit",
  "lab/plugins/command/login.ts": "time limit of a dial, a constant of the program",
  "lab/storefront/supervisor/cpu-quota.ts": "start of a workload, a constant of the caller",
  "lab/storefront/supervisor/replica-process.ts": "grace time of a kill, a constant of each caller",
  "lab/storefront/supervisor/supervised-replica.ts": "delay of a restart, which has a limit",
  "lab/wait.ts": "interval of polls",
  "lab/wan/scheduler.ts": "delay of a link, at most 10 s",
  "results/serve/live/follow.ts": "interval of polls",
};

const NODE_TIMER = /(?<!\.)\b(?:setTimeout|AbortSignal\.timeout|delay|sleep|wait)\((.*)/g;
/** A call whose delay is a constant, or no call: a type, a declaration or a method's own parameter. */
const CONSTANT = /^(?:[\d_]+\b|[A-Z][A-Z0-9_]*\b|.*, (?:[\d_]+|[A-Z][A-Z0-9_]*)[,)]|[a-z]\w*: )/;

describe("delays that a user chooses", () => {
  it("only base/timer.ts hands delays of any length to Node's timers", () => {
    const raw = sourceFiles()
      .filter((file) => /^(?:base|cli|engine|infra|lab|loadgen|results)\//.test(file) && file !== "base/timer.ts")
      .filter((file) => /setTimeout|AbortSignal\.timeout/.test(readFileSync(join(root, file), "utf8")))
      .flatMap((file) =>
        [...readFileSync(join(root, file), "utf8").matchAll(NODE_TIMER)]
          .filter(([, rest]) => !CONSTANT.test(rest!) && !(file in SHORT_BY_CALLER))
          .map(([call]) => `${file}: ${call}`),
      );
    assert.deepEqual(raw, []);
  });
});

/** Files that want the time of day as it is now, and what for. */
const NEEDS_TIME_OF_DAY: Readonly<Record<string, string>> = {
  "base/timer.ts": "start of a clock without steps",
  "cli/budget/caps.ts": "age of a price, which is a date",
  "cli/budget/cost-text.ts": "age of a price, which is a date",
  "cli/budget/expiry.ts": "expiry of a stack, which is a time of day",
  "cli/commands/plan.ts": "age of a price, which is a date",
  "cli/commands/preview.ts": "age of a price, which is a date",
  "cli/commands/prices.ts": "age of a price, which is a date",
  "cli/commands/sweep.ts": "expiry of a stack, which is a time of day",
  "cli/commands/up.ts": "expiry of a stack, which is a time of day",
  "engine/commands/format.ts": "how long ago an update was",
  "engine/deploy/events.ts": "label of an event",
  "infra/load/stop.ts": "cap of a stack, which is a time of day",
  "infra/observability/prometheus/targets.ts": "time that is asked of Prometheus",
  "infra/observability/prometheus/await-targets.ts": "time that is asked of Prometheus",
  "lab/faults/run.ts": "time of day of files that a fault may have left",
  "lab/hosts/init/cpu-stat.ts": "time of a host's boot, which its kernel states",
  "lab/phases/checks/readings.ts": "window that is asked of Prometheus",
  "lab/hosts/init/commands/journalctl.ts": "time of day since which lines are asked for",
  "lab/hosts/init/manager.ts": "label of a line",
  "lab/k3s/release.ts": "age of a file",
  "lab/k3s/program/certificates.ts": "validity of a certificate",
  "lab/k3s/program/server/certificates.ts": "validity of a certificate",
  "lab/phases/run-phase.ts": "times of day in the outputs of another process",
  "lab/server/main.ts": "start of the lab's clock",
  "lab/storefront/runtime/metrics.ts": "label: start of the process",
  "loadgen/transport/cookies/jar.ts": "expiry of a cookie",
  "results/serve/routes.ts": "time left of another process's run, which began at a time of day",
};

describe("durations", () => {
  it("no duration is a difference between times of day, which are set now and then", () => {
    const files = sourceFiles()
      .filter((file) => /^(?:base|cli|engine|infra|lab|loadgen|results)\//.test(file))
      .filter((file) => /\bDate\.now\(\)/.test(readFileSync(join(root, file), "utf8")));
    assert.deepEqual(
      files.filter((file) => !(file in NEEDS_TIME_OF_DAY)),
      [],
    );
  });
});
