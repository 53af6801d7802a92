import assert from "node:assert/strict";
import { join } from "node:path";
import type { Command, Option } from "commander";
import { openCell, writeRun } from "../../results/archive/index.ts";
import { aCell, anOutputs } from "../helpers/builders.ts";
import { temporaryFolder } from "../helpers/temporary.ts";
import { allCommands, stackmark } from "./helpers/in-process.ts";

const commands = await allCommands();

/** Arguments that are valid as far as they can be checked without running anything. */
const ARGUMENTS: Record<string, string> = {
  stack: "local",
  stacks: "local",
  phase: "edge",
  "url-a": "shop:1",
  "url-b": "shop:2",
};
const argumentsOf = ({ registeredArguments }: Command): string[] =>
  registeredArguments.filter(({ required }) => required).map((argument) => ARGUMENTS[argument.name()] ?? "none");

/** A value that is wrong, for options whose values can be checked. */
const WRONG: Record<string, string[]> = {
  "--engine": ["docker"],
  "--deadline": ["soon"],
  "--rounds": ["1.5"],
  "--service": ["nobody"],
  "--variants": ["diagonal"],
  "--repeats": ["0"],
  "--fail-on": ["better"],
  "--change": ["much"],
  "--assumed-spread": ["much"],
  "--slo": ["p95"],
  "--port": ["80800"],
  "--host": ["somewhere"],
  "--admin-cidr": ["everywhere"],
  "--edge-join": ["by-post"],
  "--level": ["../escape"],
  "--run-id": ["../escape"],
  "--edge-address": ["nowhere"],
  "--edge-host-key": ["key"],
  "--namespace": ["Upper"],
  "--out": ["/dev/null/page.html"],
  "--names": ["old"],
  "--label": ["commit"],
  "--last": ["0"],
  "--p": ["2"],
  "--junit": ["/dev/null/junit.xml"],
  "--scenario": ["gte"],
  "--seed": ["-1"],
  "--duration": ["3y"],
  "--warm-up": ["3y"],
  "--stages": ["10s"],
  "--users": ["many"],
  "--spawn-rate": ["0"],
  "--spawn": ["slowly"],
  "--iterations": ["1.5"],
  "--shape": ["round"],
  "--steps": ["0", "--shape", "steps"],
  "--ramp": ["0", "--shape", "steps"],
  "--hold": ["0", "--shape", "steps"],
  "--spike-users": ["0", "--shape", "spike"],
  "--think": ["much"],
  "--think-scale": ["-1"],
  "--rate": ["0"],
  "--arrivals": ["late", "--rate", "1"],
  "--pool": ["0", "--rate", "1"],
  "--max-delay": ["3y", "--rate", "1"],
  "--pace": ["slow", "--rate", "1"],
  "--request-timeout": ["3y"],
  "--connect-timeout": ["3y"],
  "--headers-timeout": ["3y"],
  "--graceful-stop": ["3y"],
  "--threshold": ["fast"],
  "--abort-on": ["fast"],
  "--max-error-rate": ["much"],
  "--max-latency": ["much"],
  "--canary": ["v2"],
  "--max-endpoints": ["0"],
  "--calibration": ["3y"],
  "--workers": ["0"],
  "--local-address": ["here"],
  "--proxy": ["nowhere"],
  "--tally-header": ["a b"],
};
/** Options that take any text, or whose value only a cloud can check. */
const ANY_TEXT = [
  ...["--scenario-option", "--stack", "--gcp-project", "--gcp-region", "--azure-region", "--edge-user"],
  ...["--context", "--kubeconfig", "--user", "--group"],
];

const has = ({ options }: Command, name: string): boolean => options.some(({ long }) => long === name);
const takesValue = (option: Option): boolean => option.required || option.optional;
const requiredOptions = ({ options }: Command, except?: Option): string[] =>
  options.filter((option) => option.mandatory && option !== except).flatMap(({ long }) => [long!, "p95<200"]);

describe("every command", () => {
  const home = temporaryFolder();
  const refused = async (args: string[]): Promise<string> => {
    const { code, out, err } = await stackmark(home.path, ...args);
    assert.deepEqual([code, out], [2, ""], `${args.join(" ")}\n${err}`);
    assert.doesNotMatch(err, /\n {4}at /, "a stack trace");
    return err;
  };

  for (const { name, command } of commands) {
    const shown = name.join(" ");
    it(`\`${shown}\` refuses an unknown option with exit code 2`, async () => {
      assert.match(
        await refused([...name, ...argumentsOf(command), ...requiredOptions(command), "--no-such-option"]),
        /unknown option/,
      );
    });

    if (argumentsOf(command).length > 0)
      it(`\`${shown}\` refuses missing arguments with exit code 2`, async () => {
        assert.match(await refused([...name, ...requiredOptions(command)]), /missing required argument/);
      });

    for (const option of command.options.filter(takesValue))
      it(`\`${shown}\` refuses a missing or wrong value of ${option.long} with exit code 2`, async () => {
        const args = [...name, ...argumentsOf(command), ...requiredOptions(command, option)];
        assert.match(await refused([...args, option.long!]), /argument missing/);
        const more =
          ["--repeats", "--label"].includes(option.long!) && command.options.some(({ long }) => long === "--live")
            ? ["--live"]
            : [];
        const wrong = WRONG[option.long!]
          ?.concat(more)
          .filter((_, i, all) => i === 0 || has(command, all[i % 2 === 1 ? i : i - 1]!));
        if (wrong)
          assert.match(await refused([...args, option.long!, ...wrong]), new RegExp(`${option.long}|${wrong[0]}`));
        else assert.ok(ANY_TEXT.includes(option.long!), "it has neither a wrong value nor is it any text");
      });
  }

  it("an error begins with its code", async () => {
    for (const args of [["plan", "nowhere"], ["results", "show", "nothing"], ["no-such-command"]])
      assert.match(await refused(args), /^error\[[A-Z_]+\]: /);
  });

  it("--version prints the version, also after a command", async () => {
    for (const args of [["--version"], ["-v"], ["up", "--version"]]) {
      const { code, out } = await stackmark(home.path, ...args);
      assert.equal(code, 0);
      assert.match(out, /^\d+\.\d+\.\d+\n$/);
    }
  });
});

describe("every command with --json", () => {
  const home = temporaryFolder();
  /** The error on stdout is that of stderr, and its exit code that of the command. */
  const assertError = (exitCode: number, out: string, err: string, expected = "[A-Z_]+"): void => {
    const { error } = JSON.parse(out) as { error: { code: string; message: string; exitCode: number } };
    assert.match(error.code, new RegExp(`^${expected}$`));
    assert.ok(err.includes(`error[${error.code}]: ${error.message}\n`), `${out}\n${err}`);
    assert.deepEqual(Object.keys(error), ["code", "message", "exitCode"]);
    assert.equal(error.exitCode, exitCode);
    assert.notEqual(exitCode, 0);
  };
  /** What succeeds with two runs in the archive, and what fails. */
  const EXAMPLES: Record<string, { succeeds?: string[]; fails?: string[] }> = {
    plan: { succeeds: ["local"], fails: ["nowhere"] },
    outputs: { fails: ["local"] },
    diff: { succeeds: ["a-1", "b-1", "--fail-on", "worse"], fails: ["a-1", "nowhere"] },
    "study show": { fails: ["nowhere"] },
    "results ls": { succeeds: [] },
    "results show": { succeeds: ["a-1"], fails: ["nowhere"] },
    "results capacity": { succeeds: ["a-1", "b-1", "--slo", "p95<200"], fails: ["nowhere", "--slo", "p95<200"] },
    "results regions": { succeeds: ["a-1"], fails: ["nowhere"] },
    "results trend": { succeeds: ["a"], fails: ["nowhere"] },
    "results verify": { succeeds: [], fails: ["nowhere"] },
    doctor: { succeeds: [] },
    "prices show": { succeeds: [] },
    ab: { fails: ["nowhere", "shop:2"] },
    canary: { fails: ["a-1"] },
    "study exposure": { fails: ["nowhere"] },
  };

  /** With half an account in the environment, doctor does not ask the clouds' tools for another one or for quotas. */
  const ACCOUNTS = { ARM_CLIENT_ID: "a", GOOGLE_APPLICATION_CREDENTIALS: "/nowhere.json" };
  const environment = process.env;
  before(() => void (process.env = { ...environment, ...ACCOUNTS }));
  after(() => void (process.env = environment));

  beforeEach(async () => {
    const runs = join(home.path, "runs");
    for (const stack of ["a", "b"]) {
      const cell = aCell({ runId: `${stack}-1` });
      await (await openCell(runs, cell.runId, cell.cell, { stack })).close(cell);
      await writeRun(runs, anOutputs({ stack, runId: cell.runId, load: [cell] }));
    }
  });

  for (const { name } of commands.filter(({ command }) => command.options.some(({ long }) => long === "--json")))
    it(`\`${name.join(" ")} --json\` prints JSON and nothing else, also if it fails`, async () => {
      const example = EXAMPLES[name.join(" ")];
      assert.ok(example, "it needs an example");
      if (example.succeeds) {
        const { out, err } = await stackmark(home.path, ...name, ...example.succeeds, "--json");
        assert.doesNotThrow(() => void JSON.parse(out), `${out}${err}`);
      }
      if (example.fails) {
        const { code, out, err } = await stackmark(home.path, ...name, ...example.fails, "--json");
        assertError(code, out, err);
        const usage = await stackmark(home.path, ...name, ...example.fails, "--json", "--no-such-option");
        assertError(usage.code, usage.out, usage.err, "USAGE");
      }
    });
});
