/**
 * Continues with recorded states of Pulumi's engine: a preview with the same program finds no change, and a destroy leaves
 * nothing. Raw state files are loaded unchanged; other deployments are imported.
 * STACKMARK_BOTH_WAYS=all tests every recorded state that an unchanged program leaves alone, instead of some.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { loadRecordings, recordingFolders } from "../recordings/recordings.ts";
import type { Case, Recordings } from "../recordings/recordings.ts";
import { COMPILE_CACHE, layOut, stateFileOf } from "../recordings/run-case.ts";
import { runCommand } from "../commands/command-line.ts";
import type { Answer } from "../commands/command-line.ts";
import { importable, isSettled } from "./recorded-states.ts";

const OPERATION_TIMEOUT_MS = 120_000;

/** Their states have aliases, nested components, protected resources, all resource options, and many resources. */
const CHOSEN = ["alias-reparent", "parent-child-delete", "protect", "resource-options-state", "large-graph"];

/** recordings.system.test.ts fails if a folder cannot be read. */
const loaded = await Promise.allSettled(recordingFolders().map((folder) => loadRecordings(folder)));
for (const result of loaded) if (result.status === "fulfilled") describeStatesOf(result.value);

function describeStatesOf(recordings: Recordings): void {
  describe("states of Pulumi's engine", function () {
    this.timeout(OPERATION_TIMEOUT_MS);
    const folder = temporaryFolder();
    const at = (name: string) => path.join(folder.path, name);

    const run = (...argv: string[]): Promise<Answer> =>
      runCommand([...argv, "--stack", "dev"], {
        cwd: at("project"),
        env: {
          PATH: process.env.PATH,
          NODE_COMPILE_CACHE: COMPILE_CACHE,
          PULUMI_CONFIG_PASSPHRASE: "oracle",
          PULUMI_BACKEND_URL: `file://${at("state")}`,
          PULUMI_HOME: at("home"),
          ORACLE_JOURNAL: at("journal.jsonl"),
        },
      });

    const deployment = async () => JSON.parse((await run("stack", "export")).stdout).deployment;

    /** Copies the program of a step and the files that exist beside it at that time. */
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

    beforeEach(() => layOut(recordings, folder.path));

    const steps = recordings.cases.flatMap((of) => of.steps.map((step, index) => ({ of, step, index })));

    for (const { of, index } of steps.filter(({ step }) => step.checkpoint)) {
      it(`the state file of ${of.name}, step ${index + 1}, is loaded, previewed without change and destroyed`, async () => {
        const stateFile = at(stateFileOf("dev"));
        fs.mkdirSync(path.dirname(stateFile), { recursive: true });
        const checkpoint = recordings.kept(of, index, "checkpoint.json").replaceAll("<dir>", folder.path);
        fs.writeFileSync(stateFile, checkpoint);
        fs.writeFileSync(at("project/Pulumi.dev.yaml"), recordings.kept(of, index, "Pulumi.dev.yaml"));
        useProgram(of, index);
        const pending = (await deployment()).pending_operations;
        // An interrupted create stays pending until the user resolves it, so the preview has changes.
        if (pending) assert.equal((await run("preview")).exitCode, 0);
        else await assertNoChange();
        await assertDestroyed();
        assert.deepEqual((await deployment()).pending_operations, pending);
      });
    }

    const providerText = providerTextOf(recordings);
    const all = process.env.STACKMARK_BOTH_WAYS === "all";
    for (const { of, index } of steps) {
      const recorded = recordings.recorded(of, index);
      const chosen = all || (CHOSEN.includes(of.name) && index === of.steps.findLastIndex(settledAt(of)));
      if (providerText === undefined || !chosen || !settledAt(of)(of.steps[index], index)) continue;
      it(`the deployment of ${of.name}, step ${index + 1}, is imported and previewed without change`, async () => {
        // For programs with configuration. The import re-encrypts the secrets of the state.
        if (of.steps[index]?.checkpoint)
          fs.writeFileSync(at("project/Pulumi.dev.yaml"), recordings.kept(of, index, "Pulumi.dev.yaml"));
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
      return (step, index) => step !== undefined && isSettled(step, recordings.recorded(of, index));
    }
  });
}

/** Recordings do not contain the text of the provider; the raw state files do. It is the same for all programs. */
function providerTextOf(recordings: Recordings): string | undefined {
  for (const of of recordings.cases)
    for (const [index, { checkpoint }] of of.steps.entries()) {
      if (!checkpoint) continue;
      const found = /"__provider":("(?:[^"\\]|\\.)*")/.exec(recordings.kept(of, index, "checkpoint.json"));
      if (found) return JSON.parse(found[1]!) as string;
    }
  return undefined;
}
