/**
 * States that the real engine left, in ours: a preview with the program of that step finds no change, and a destroy leaves
 * nothing. Where the raw file was kept it is loaded as it is; the other deployments are imported as `stack export` gave
 * them. STACKMARK_BOTH_WAYS=all takes every recorded state that an unchanged program would leave alone.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { loadConformance } from "../oracle/conformance.ts";
import type { Case } from "../oracle/conformance.ts";
import { layOut, stateFileOf } from "../oracle/run-case.ts";
import { runVerb } from "../verbs/command-line.ts";
import type { Answer } from "../verbs/command-line.ts";
import { importable, isSettled } from "./recorded-states.ts";

const OPERATION_TIMEOUT_MS = 120_000;

/** Each for what its state has: aliases, nested components, protect, all options, order by size, secrets of another stack. */
const CHOSEN = ["alias-reparent", "parent-child-delete", "protect", "resource-options-state", "large-graph"];

const oracle = process.env.STACKMARK_ORACLE;
const conformance = oracle ? await loadConformance(oracle) : undefined;

describe("a state that the real engine left", function () {
  this.timeout(OPERATION_TIMEOUT_MS);
  if (!conformance) {
    it("is compared where STACKMARK_ORACLE names the recordings", () => assert.equal(oracle, undefined));
    return;
  }
  const folder = temporaryFolder();
  const at = (name: string) => path.join(folder.path, name);

  const run = (...argv: string[]): Promise<Answer> =>
    runVerb([...argv, "--stack", "dev"], {
      cwd: at("project"),
      env: {
        PATH: process.env.PATH,
        PULUMI_CONFIG_PASSPHRASE: "oracle",
        PULUMI_BACKEND_URL: `file://${at("state")}`,
        PULUMI_HOME: at("home"),
        ORACLE_JOURNAL: at("journal.jsonl"),
      },
    });

  const deployment = async () => JSON.parse((await run("stack", "export")).stdout).deployment;

  /** The program of a step, and the files that lie beside it by then. */
  function useProgram(of: Case, step: number): void {
    const soFar = of.steps.slice(0, step + 1);
    const program = soFar.findLast((before) => before.program)?.program as string;
    fs.copyFileSync(path.join(of.dir, program), at("project/index.ts"));
    for (const { files = {} } of soFar)
      for (const [name, text] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(at(`project/${name}`)), { recursive: true });
        fs.writeFileSync(at(`project/${name}`), text);
      }
  }

  const assertNoChange = async () => {
    const { exitCode, stdout, stderr } = await run("preview", "--expect-no-changes");
    assert.equal(exitCode, 0, stdout + stderr);
  };

  const assertDestroyed = async () => {
    const { exitCode, stdout, stderr } = await run("destroy", "--yes", "--skip-preview");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.equal((await deployment()).resources, undefined);
  };

  beforeEach(() => layOut(conformance, folder.path));

  const steps = conformance.cases.flatMap((of) => of.steps.map((step, index) => ({ of, step, index })));

  for (const { of, index } of steps.filter(({ step }) => step.checkpoint)) {
    it(`is loaded, previewed without change and destroyed: the file of ${of.name}, step ${index + 1}`, async () => {
      const stateFile = at(stateFileOf("dev"));
      fs.mkdirSync(path.dirname(stateFile), { recursive: true });
      const checkpoint = conformance.kept(of, index, "checkpoint.json").replaceAll("<dir>", folder.path);
      fs.writeFileSync(stateFile, checkpoint);
      fs.writeFileSync(at("project/Pulumi.dev.yaml"), conformance.kept(of, index, "Pulumi.dev.yaml"));
      useProgram(of, index);
      const pending = (await deployment()).pending_operations;
      // A create that was cut off is still to be done, and stays pending until somebody says what came of it.
      if (pending) assert.equal((await run("preview")).exitCode, 0);
      else await assertNoChange();
      await assertDestroyed();
      assert.deepEqual((await deployment()).pending_operations, pending);
    });
  }

  const all = process.env.STACKMARK_BOTH_WAYS === "all";
  for (const { of, index } of steps) {
    const recorded = conformance.recorded(of, index);
    const chosen = all || (CHOSEN.includes(of.name) && index === of.steps.findLastIndex(settledAt(of)));
    if (!chosen || !settledAt(of)(of.steps[index], index)) continue;
    it(`is imported and previewed without change: ${of.name}, step ${index + 1}`, async () => {
      // Its configuration, where the program has one; the state's secrets are encrypted anew either way.
      if (of.steps[index]?.checkpoint)
        fs.writeFileSync(at("project/Pulumi.dev.yaml"), conformance.kept(of, index, "Pulumi.dev.yaml"));
      await run("stack", "init");
      fs.writeFileSync(at("deployment.json"), importable(recorded.deployment, folder.path, providerText));
      const { exitCode, stderr } = await run("stack", "import", "--file", at("deployment.json"));
      assert.equal(exitCode, 0, stderr);
      useProgram(of, index);
      await assertNoChange();
      const isProtected = recorded.deployment?.resources?.some(({ protect }) => protect);
      if (!isProtected) await assertDestroyed();
    });
  }

  function settledAt(of: Case): (step: Case["steps"][number] | undefined, index: number) => boolean {
    return (step, index) => step !== undefined && isSettled(step, conformance!.recorded(of, index));
  }

  /** Recordings leave the provider's text out; all of them have the same one. */
  const raw = steps.find(({ step }) => step.checkpoint) as (typeof steps)[number];
  const text = conformance.kept(raw.of, raw.index, "checkpoint.json");
  const providerText = JSON.parse(`"${/"__provider":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]}"`) as string;
});
