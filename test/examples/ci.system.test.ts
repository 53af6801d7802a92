import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../helpers/imports.ts";
import { temporaryFolder } from "../helpers/temporary.ts";
import { readXml } from "../helpers/xml.ts";

interface Step {
  run?: string;
}
interface Github {
  jobs: { performance: { env: Record<string, string>; steps: Step[] } };
}
interface Gitlab {
  performance: Record<"before_script" | "script" | "after_script", string[]> & { variables: Record<string, string> };
}

const read = <T>(name: string): T => parse(readFileSync(join(root, "examples/ci", name), "utf8")) as T;
const github = read<Github>("github.yml").jobs.performance;
const gitlab = read<Gitlab>("gitlab.yml").performance;
const scripts = {
  github: github.steps.flatMap(({ run }) => run ?? []),
  gitlab: [...gitlab.before_script, ...gitlab.script, ...gitlab.after_script],
};

/** What only a CI system has: recorded, not run. */
const STUBS = ["npm", "git", "docker", "gh", "curl"];

const promiseOfCode: Record<number, (counts: { failures: number; errors: number }) => boolean> = {
  0: ({ failures, errors }) => failures + errors === 0,
  4: ({ failures }) => failures > 0,
  99: ({ failures }) => failures > 0,
  // On a busy machine, the generator may not keep up.
  98: ({ errors }) => errors > 0,
};

describe("examples for CI systems", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const servers = [2, 40].map((delayMs) =>
    createServer((_, response) => void setTimeout(() => response.end("ok"), delayMs)),
  );
  const environment: NodeJS.ProcessEnv = { ...process.env };
  const path = (...names: string[]) => join(folder.path, ...names);

  before(async () => {
    for (const server of servers) await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const [baseline, candidate] = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    Object.assign(environment, { BASELINE: baseline, CANDIDATE: candidate, DURATION: "2s", REPEATS: "2" });
  });
  after(() => servers.forEach((server) => server.close().closeAllConnections()));

  function prepare(): void {
    symlinkSync(root, path("stackmark"));
    mkdirSync(path("bin"));
    for (const name of STUBS)
      writeFileSync(path("bin", name), `#!/bin/sh\necho "${name} $@" >> calls\n`, { mode: 0o755 });
    writeFileSync(path("bin", "node"), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 });
    Object.assign(environment, {
      ...{
        PATH: `${path("bin")}:${process.env["PATH"]}`,
        STACKMARK_HOME: path("home"),
        COMMIT: "4f2a91c",
        BRANCH: "next",
      },
      ...{ GITHUB_STEP_SUMMARY: path("summary.md"), PULL_REQUEST: "7" },
    });
  }

  const bash = (script: string): Promise<number> =>
    new Promise((resolve) => {
      execFile("bash", ["-e", "-o", "pipefail", "-c", script], { cwd: folder.path, env: environment }, (error) =>
        resolve(error === null ? 0 : Number(error.code)),
      );
    });

  it("both examples have the same variables and run the same commands of Stackmark", () => {
    const commandsOf = (list: string[]) =>
      list
        .map((script) => script.slice(script.indexOf("node stackmark")).replaceAll(/\\?\s+/g, " "))
        .filter((script) => script.startsWith("node stackmark"));
    assert.deepEqual(commandsOf(scripts.github), commandsOf(scripts.gitlab));
    assert.equal(commandsOf(scripts.github).length, 2);
    assert.deepEqual(Object.keys(github.env), Object.keys(gitlab.variables));
  });

  it("each step runs; its exit code, its JUnit file and the comment say the same", async () => {
    prepare();
    for (const script of [...scripts.github, ...scripts.gitlab.filter((line) => !line.includes("node stackmark"))]) {
      const code = await bash(script);
      const file = /--junit (\S+)/.exec(script)?.[1];
      if (file === undefined) {
        assert.equal(code, 0, script);
        continue;
      }
      const { attributes } = readXml(readFileSync(path(file), "utf8"));
      const counts = { failures: Number(attributes["failures"]), errors: Number(attributes["errors"]) };
      assert.ok(promiseOfCode[code]?.(counts), `exit code ${code}, ${JSON.stringify(counts)}: ${script}`);
    }
    assert.match(readFileSync(path("results/comment.md"), "utf8"), /^### /);
    assert.equal(readFileSync(path("summary.md"), "utf8"), readFileSync(path("results/comment.md"), "utf8"));
    assert.ok(existsSync(path("results/report.html")));
    const { labels } = JSON.parse(readFileSync(path("results/load/result.json"), "utf8"));
    assert.deepEqual(labels, { commit: "4f2a91c", branch: "next" });
    const calls = readFileSync(path("calls"), "utf8");
    for (const call of [/^npm ci/m, /^docker compose/m, /^gh pr comment 7 /m, /^git clone/m, /^curl --fail/m])
      assert.match(calls, call);
  });
});
