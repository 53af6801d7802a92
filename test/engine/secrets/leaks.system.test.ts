/** Searches everything that an operation writes for secrets: files of the home folder, the event log, output. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { runCommand } from "../commands/command-line.ts";
import type { Answer } from "../commands/command-line.ts";
import { writtenFiles } from "./written-files.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const SECRETS = { password: "correct-horse-battery", token: "staple-of-tokens" };
const OPERATION_TIMEOUT_MS = 60_000;

/** Program and provider quote their secrets wherever they can. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
const provider = {
  async check(_olds, news) {
    return { inputs: news, failures: news.refused ? [{ property: "password", reason: news.password + " is too weak" }] : [] };
  },
  async create(inputs) {
    process.stderr.write("[" + inputs.name + "] logging in with " + inputs.password + "\\n");
    process.stdout.write("token " + inputs.token + "\\n");
    if (inputs.fails) throw new Error("could not log in with " + inputs.password);
    const outs = { ...inputs, derived: "derived-from-" + inputs.token, url: "https://user:" + inputs.password + "@host" };
    if (inputs.halfMade)
      throw Object.assign(new Error("half made"), { id: "1", properties: outs, reasons: ["never saw " + inputs.password] });
    return { id: "1", outs };
  },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, props, opts) {
    super(provider, name, { name, derived: undefined, url: undefined, ...props }, opts, "test", "Thing");
  }
}
const config = new pulumi.Config();
const password = config.requireSecret("password");
const token = pulumi.secret(${JSON.stringify(SECRETS.token)});
const options = { additionalSecretOutputs: ["derived", "url"] };
const things = config.requireObject("things").map((how, index) => new Thing("t" + index, { password, token, ...how }, options));
console.log("the program has", config.get("password"));
pulumi.log.warn("beware of " + config.get("password"), things[0]);
if (config.getBoolean("throws")) throw new Error("threw " + config.get("password"));
export const secrets = things.map(({ url, derived }) => ({ url, nested: [derived] }));
`;

describe("secrets in output and files", function () {
  this.timeout(OPERATION_TIMEOUT_MS);
  const folder = temporaryFolder();
  const at = (name: string) => path.join(folder.path, name);

  const run = (...argv: string[]): Promise<Answer> =>
    runCommand(argv, {
      cwd: at("project"),
      home: at("home"),
      env: {
        PATH: process.env.PATH,
        PULUMI_BACKEND_URL: `file://${at("home/state")}`,
        PULUMI_HOME: at("home/pulumi"),
      },
    });

  /** All output, and all files except the program, by name. */
  function searched(answers: Answer[]): Map<string, string> {
    const paths = writtenFiles(folder.path).filter((file) => !file.endsWith(".mjs"));
    return new Map([
      ...answers.map(({ stdout, stderr }, index) => [`output ${index}`, stdout + stderr] as const),
      ...paths.map((file) => [path.relative(folder.path, file), fs.readFileSync(file, "latin1")] as const),
    ]);
  }

  function assertNoSecretIn(places: Map<string, string>): void {
    const leaks = [...places].flatMap(([place, text]) =>
      Object.values(SECRETS).flatMap((secret) =>
        text
          .split("\n")
          .filter((line) => line.includes(secret))
          .map((line) => `${place}: ${line.slice(0, 200)}`),
      ),
    );
    assert.deepEqual(leaks, []);
  }

  beforeEach(async () => {
    fs.mkdirSync(at("project"));
    fs.symlinkSync(path.join(ROOT, "node_modules"), at("node_modules"));
    fs.writeFileSync(
      at("project/Pulumi.yaml"),
      "name: leaks\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.mjs\n",
    );
    fs.writeFileSync(at("project/index.mjs"), PROGRAM);
    await run("stack", "init", "local");
    await run("config", "set", "--secret", "password", SECRETS.password);
  });

  it("secrets are redacted in output, results and errors of providers, and in the state", async () => {
    await run("config", "set", "things", JSON.stringify([{}, { fails: true }, { halfMade: true }]));
    const up = await run("up", "--yes", "--skip-preview", "--continue-on-error", "--event-log", at("up.jsonl"));
    const preview = await run("preview", "--json");
    const shown = [await run("stack"), await run("stack", "export"), await run("stack", "history", "--json")];
    shown.push(await run("stack", "output", "--json"), await run("config"));
    const destroy = await run("destroy", "--yes", "--skip-preview", "--json");
    const places = searched([up, preview, ...shown, destroy]);
    assert.deepEqual([up.exitCode, destroy.exitCode], [1, 0]);
    const kept = [...places.keys()];
    for (const kind of [/up\.jsonl$/, /history.*checkpoint/, /backups/])
      assert.ok(kept.some((place) => kind.test(place)));
    assert.match(up.stdout, /could not log in with \[secret\]/);
    assertNoSecretIn(places);
  });

  for (const [title, how] of [
    ["secrets are redacted in check failures", { things: [{ refused: true }] }],
    ["secrets are redacted in the error of a program", { things: [], throws: true }],
  ] as const)
    it(title, async () => {
      await run("config", "set", "things", JSON.stringify(how.things));
      if ("throws" in how) await run("config", "set", "throws", "true");
      const up = await run("up", "--yes", "--skip-preview", "--event-log", at("up.jsonl"));
      assert.equal(up.exitCode, 1);
      assert.match(up.stdout, /(threw|:) \[secret\]/);
      assertNoSecretIn(searched([up]));
    });
});
