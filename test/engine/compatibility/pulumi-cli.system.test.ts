/**
 * A stack that one engine created is previewed without change, updated, refreshed and destroyed by the other, both ways.
 * The other engine is the `pulumi` on the PATH; STACKMARK_OTHER_ENGINE="<command> <arguments>" names another.
 * STACKMARK_BOTH_WAYS_RESOURCES is the number of additional dynamic resources; 1000 by default.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { needsPulumi } from "../../helpers/skip.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const TIMEOUT_MS = 600_000;

const OWN = [process.execPath, path.join(ROOT, "engine/commands/main.ts")];
const named = process.env.STACKMARK_OTHER_ENGINE?.split(" ");
const OTHER = named ?? ["pulumi"];

/** Plain and secret values, aliases, protect, an explicit provider, nested components, names of all kinds, many resources. */
function program(version: 1 | 2, count: number): string {
  return `
import * as pulumi from "@pulumi/pulumi";
const provider = {
  create: async (inputs) => ({ id: inputs.name, outs: { ...inputs, made: "by create" } }),
  diff: async (_id, olds, news) => ({ changes: olds.value !== news.value }),
  update: async (_id, olds, news) => ({ outs: { ...news, made: olds.made } }),
  read: async (id, props) => ({ id, props }),
  delete: async () => {},
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, props, opts) { super(provider, name, { name, made: undefined, ...props }, opts, "both", "Thing"); }
}
class Group extends pulumi.ComponentResource {
  constructor(name, opts) { super("both:index:Group", name, {}, opts); }
}
const version = ${version};
const config = new pulumi.Config();
const explicit = new pulumi.ProviderResource("pulumi-nodejs", "explicit", {});
const outer = new Group("outer");
const inner = new Group("inner", { parent: outer });
const nested = new Thing("nested", { value: version, token: config.requireSecret("token") }, { parent: inner, provider: explicit });
const names = ["Grüße", "数据库", "emoji-😀", "with space", "a/b"];
const unicode = names.map((name) => new Thing(name, { value: name, password: pulumi.secret("geheim") }, { dependsOn: nested }));
new Thing("guarded", { value: 1 }, { protect: version === 1 });
new Thing(version === 1 ? "old-name" : "new-name", { value: 1 }, { aliases: [{ name: "old-name" }] });
for (let i = 0; i < ${count}; i++) new Thing("n" + i, { value: i === 0 ? version : i });
export const made = nested.made;
export const hidden = pulumi.secret({ deep: [unicode[0].value] });
`;
}

describe("stacks shared by both engines", function () {
  this.timeout(TIMEOUT_MS);
  before(function () {
    if (named === undefined) needsPulumi(this);
  });
  const folder = temporaryFolder();
  const at = (name: string) => path.join(folder.path, name);

  function run([command, ...prefix]: string[], ...argv: string[]): string {
    const operation = ["up", "refresh", "destroy"].includes(argv[0] as string) ? ["--yes", "--skip-preview"] : [];
    return execFileSync(command as string, [...prefix, ...argv, ...operation, "--stack", "dev", "--non-interactive"], {
      cwd: at("project"),
      env: {
        ...process.env,
        PULUMI_CONFIG_PASSPHRASE: "both",
        PULUMI_BACKEND_URL: `file://${at("state")}`,
        PULUMI_SKIP_UPDATE_CHECK: "1",
      },
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
  }

  const count = Number(process.env.STACKMARK_BOTH_WAYS_RESOURCES ?? 1000);
  const use = (version: 1 | 2) => fs.writeFileSync(at("project/index.mjs"), program(version, count));

  for (const [title, first, second] of [
    ["the other engine takes over a stack of this engine", OWN, OTHER],
    ["this engine takes over a stack of the other engine", OTHER, OWN],
  ] as const)
    it(title, () => {
      for (const dir of ["project", "state"]) fs.mkdirSync(at(dir));
      fs.symlinkSync(path.join(ROOT, "node_modules"), at("node_modules"));
      fs.writeFileSync(
        at("project/Pulumi.yaml"),
        "name: both\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.mjs\n",
      );
      fs.writeFileSync(at("project/package.json"), "{}\n");
      use(1);
      run(first, "stack", "init");
      run(first, "config", "set", "--secret", "token", "s3cret");
      run(first, "up");
      const outputs = JSON.parse(run(first, "stack", "output", "--json", "--show-secrets"));
      run(second, "preview", "--expect-no-changes");
      run(second, "refresh", "--expect-no-changes");
      assert.deepEqual(JSON.parse(run(second, "stack", "output", "--json", "--show-secrets")), outputs);
      use(2);
      run(second, "up");
      run(first, "preview", "--expect-no-changes");
      run(first, "refresh", "--expect-no-changes");
      run(second, "destroy");
      const { deployment } = JSON.parse(run(first, "stack", "export"));
      assert.deepEqual(deployment.resources ?? [], []);
    });
});
