import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { committedStack } from "../helpers/committed-stacks.ts";
import { root } from "../helpers/imports.ts";
import { standIn } from "./clouds/tools.ts";
import { stackmark as inProcess } from "./helpers/in-process.ts";

describe("the command line", () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "cli-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  const stackmark = (...args: string[]) => inProcess(join(dir, "home"), ...args);
  const withStack = (name: string, text: string): void => {
    writeFileSync(join(dir, "Pulumi.yaml"), "name: stackmark\nruntime: nodejs\n");
    writeFileSync(join(dir, `Pulumi.${name}.yaml`), text);
  };

  it("unknown stacks are rejected with exit code 2, all at once, each with its nearest match", async () => {
    const { code, err } = await stackmark("phases", "locl", "local-wam");
    assert.equal(code, 2);
    assert.match(err, /no stack `locl`.*Did you mean `local`\?/);
    assert.match(err, /no stack `local-wam`.*Did you mean `local-wan`\?/);
  });

  it("what one stack has left decides the exit code of `verify-destroyed`, whatever was not asked about others", async () => {
    const group = { id: "/subscriptions/s/resourceGroups/stackmark-single", type: null, tags: null };
    await standIn(dir, "az", { "stackmark-single": [group] });
    const path = process.env.PATH;
    process.env.PATH = `${dir}:/usr/bin:/bin`;
    try {
      const { code, out } = await stackmark("verify-destroyed");
      assert.match(out, /^multicloud: Google Cloud was not asked[^]*^single: Azure still holds 1 of its resources$/m);
      assert.equal(code, 5);
    } finally {
      process.env.PATH = path;
    }
  });

  it("a long output reaches a pipe whole", () => {
    const workers = Array.from({ length: 31 }, (_, i) => ({ name: `worker-${i}`, cloud: "azure" }));
    const config = {
      "stackmark:topology": { nodes: [{ name: "server", cloud: "azure", role: "server" }, ...workers] },
      "stackmark:access": { adminCidrs: ["203.0.113.7/32"] },
      "stackmark:workload": { name: "boutique" },
    };
    withStack("large", JSON.stringify({ config }));
    // What the program writes into is a pipe: spawnSync itself would give it a socket.
    const script = `"$0" "$1" -C "$2" plan large --json | cat`;
    const words = [process.execPath, join(root, "cli/main.mjs"), dir];
    const { stdout } = spawnSync("sh", ["-c", script, ...words], { encoding: "utf8", maxBuffer: 1 << 24 });
    assert.ok(stdout.length > 500_000, `${stdout.length} characters`);
    JSON.parse(stdout);
  });

  it("an unknown command or option is rejected with exit code 2", async () => {
    assert.equal((await stackmark("upp", "local")).code, 2);
    assert.match((await stackmark("upp", "local")).err, /Did you mean up\?/);
    assert.equal((await stackmark("up", "local", "--enginee", "auto")).code, 2);
    assert.equal((await stackmark("up", "local", "--engine", "docker")).code, 2);
    assert.equal((await stackmark("up")).code, 2);
  });

  it("--version prints the version behind every command", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    for (const command of [[], ["load"], ["results", "ls"]]) {
      assert.deepEqual(await stackmark(...command, "--version"), { code: 0, out: `${version}\n`, err: "" });
    }
  });

  it("an invalid duration is rejected with exit code 2", async () => {
    const { code, err } = await stackmark("up", "local", "--deadline", "soon");
    assert.equal(code, 2);
    assert.match(err, /`--deadline`.*90s.*got `soon`/);
  });

  it("--rounds that is not a count, or combined with --keep, is rejected with both problems at once", async () => {
    const { code, err } = await stackmark("phases", "local", "--rounds", "1.5", "--keep");
    assert.equal(code, 2);
    assert.match(err, /--rounds 1\.5: must be a whole number from 1 to 100/);
    assert.match(err, /--keep: another round requires new machines/);
  });

  it("malformed YAML is rejected with its line, and nothing starts", async () => {
    withStack("local", "config:\n  stackmark:topology: [\n");
    const { code, err } = await stackmark("-C", dir, "up", "local");
    assert.equal(code, 2);
    assert.match(err, /Pulumi\.local\.yaml.*line \d/s);
  });

  it("an invalid stack file is rejected with all of its problems, and nothing starts", async () => {
    withStack(
      "local",
      [
        "config:",
        "  stackmark:topology: { nodes: [{ name: A, cloud: local, role: server, sise: local-s }] }",
        "  stackmark:load: { repeats: 0, sede: 1 }",
        "  stackmark:lode: {}",
        "  stackmark:workload: { port: { secure: x } }",
      ].join("\n"),
    );
    const { code, err } = await stackmark("-C", dir, "phases", "local");
    assert.equal(code, 2);
    for (const part of [/name/, /sise.*size/s, /repeats/, /sede.*seed/s, /lode.*load/s, /secret/])
      assert.match(err, part);
  });

  it("a home that is not writable is rejected with exit code 2 before anything starts; `doctor` reports it too", async () => {
    writeFileSync(join(dir, "home"), "a file where the home should be");
    for (const args of [
      ["up", "local"],
      ["phases", "local"],
      ["destroy", "local"],
      ["outputs", "local"],
    ]) {
      const { code, err } = await stackmark(...args);
      assert.equal(code, 2, args.join(" "));
      assert.match(err, /home cannot be written to .*Set STACKMARK_HOME/);
    }
    const { code, out } = await stackmark("doctor", "--json");
    assert.equal(code, 2);
    assert.ok(
      (JSON.parse(out) as { name: string; status: string }[]).some((f) => f.name === "home" && f.status === "fail"),
    );
  });

  it("text from users is shown without its control characters", async () => {
    const { err } = await stackmark("up", "x\u001b[31mY");
    assert.match(err, /no stack `x\ufffd\[31mY`/);
  });

  it("stop without a running load says that nothing runs", async () => {
    assert.match((await stackmark("stop", "local")).out, /nothing runs/);
  });

  it("outputs of a stack that is not up are rejected with how to bring it up", async () => {
    const { code, err } = await stackmark("outputs", "local");
    assert.equal(code, 2);
    assert.match(err, /`local` has no outputs.*stackmark up local/);
  });

  it("diff names the run that cannot be found", async () => {
    const { code, err } = await stackmark("diff", "local", "nowhere.json");
    assert.equal(code, 2);
    assert.match(err, /"local" was not found/);
  });

  it("a stack on real machines without Pulumi is rejected with exit code 2, before anything starts", async () => {
    withStack(
      "single",
      committedStack("single").replace("config:", "config:\n  stackmark:access: { adminCidrs: [203.0.113.7/32] }"),
    );
    const { code, out, err } = await stackmark("-C", dir, "up", "single");
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /azure-native, command, kubernetes.*no `pulumi` is on PATH[^]*docs\/install/);
  });

  it("--engine pulumi is rejected for local stacks", async () => {
    const { code, err } = await stackmark("up", "local", "--engine", "pulumi");
    assert.equal(code, 2);
    assert.match(err, /always uses the embedded engine/);
  });

  it("plan prints the plan of a stack, as text and as JSON", async () => {
    assert.match((await stackmark("plan", "local-wan")).out, /server <-> edge {2}30 ± 2 ms/);
    const plan = JSON.parse((await stackmark("plan", "local-wan", "--json")).out);
    assert.deepEqual(
      plan.nodes.map((node: { name: string }) => node.name),
      ["server", "edge"],
    );
  });

  it("doctor reports what is installed and what is missing", async () => {
    const { code, out } = await stackmark("doctor", "--json");
    const findings = JSON.parse(out) as { name: string; status: string }[];
    assert.equal(code, 0, out);
    for (const name of ["Node.js", "Pulumi CLI", "engine by stack", "quotas (cgroups)", "home"])
      assert.ok(
        findings.some((finding) => finding.name === name),
        name,
      );
  });

  it("destroy of a stack that was never up succeeds", async () => {
    const { code, out } = await stackmark("destroy", "local");
    assert.equal(code, 0);
    assert.match(out, /local destroyed: nothing left/);
  });

  it("a command whose reader closes the pipe ends without an error message", () => {
    const command = `${process.execPath} ${join(root, "cli/main.mjs")} plan local-wan --json | head -c 1; exit \${PIPESTATUS[0]}`;
    const done = spawnSync("bash", ["-c", command], { encoding: "utf8" });
    assert.equal(done.stderr, "");
  });
});
