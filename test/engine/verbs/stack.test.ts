import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newSecretsProvider, secretsProviderFor } from "../../../engine/secrets/provider.ts";
import { openBackend } from "../../../engine/state/backend.ts";
import { RESOURCE, secret, SIGNATURE } from "../../../engine/values.ts";
import { STACK, snapshotWith, thing } from "../state/states.ts";
import { commandLine } from "./command-line.ts";

describe("stack verbs", () => {
  const pulumi = commandLine();
  const outputs = { url: "http://x", list: [1, { a: null }], token: secret("hush"), mixed: { s: secret(1), p: 2 } };

  /** A stack with outputs, without running a program for them. */
  async function stackWithOutputs(): Promise<void> {
    await pulumi.run("stack", "init", "dev");
    const state = (await openBackend(pulumi.backendDir)).stack("shop", "dev");
    const secrets = await secretsProviderFor("test", (await state.salt()) ?? "");
    const { resources, ...rest } = snapshotWith(thing("a", { inputs: { pass: secret("hush") } }));
    const root = { ...STACK, outputs };
    await state.withLock(secrets, (store) =>
      store.save({ ...rest, resources: [root, ...resources.filter(({ urn }) => urn !== STACK.urn)] }),
    );
  }

  it("init makes a stack and selects it", async () => {
    assert.deepEqual(await pulumi.run("stack", "init", "dev"), {
      exitCode: 0,
      stdout: "Created stack 'dev'\n",
      stderr: "",
    });
    await pulumi.run("stack", "init", "organization/shop/prod", "--no-select");
    const listed = JSON.parse((await pulumi.run("stack", "ls", "--json")).stdout);
    assert.deepEqual(listed, [
      { name: "dev", current: true, updateInProgress: false, resourceCount: 0 },
      { name: "prod", current: false, updateInProgress: false, resourceCount: 0 },
    ]);
  });

  it("init refuses a stack that is there, a bad name, and a provider that is not passphrase", async () => {
    await pulumi.run("stack", "init", "dev");
    const again = await pulumi.run("stack", "init", "dev");
    assert.deepEqual([again.exitCode, again.stderr], [1, "error: stack 'organization/shop/dev' already exists\n"]);
    assert.match((await pulumi.run("stack", "init", "a b")).stderr, /^error: Stack name "a b"/);
    assert.match((await pulumi.run("stack", "init", "x", "--secrets-provider", "awskms://k")).stderr, /awskms/);
  });

  it("select chooses the stack that others mean, and makes it when asked", async () => {
    assert.match((await pulumi.run("stack", "output")).stderr, /no stack selected/);
    assert.match((await pulumi.run("stack", "select", "dev")).stderr, /no stack named 'dev' found/);
    assert.equal((await pulumi.run("stack", "select", "dev", "--create")).exitCode, 0);
    assert.equal((await pulumi.run("stack", "output")).stdout, "No output values currently in this stack\n");
    assert.equal((await pulumi.run("stack", "output", "--stack", "nobody")).exitCode, 6);
  });

  it("output shows secrets only when asked", async () => {
    await stackWithOutputs();
    const hidden = await pulumi.run("stack", "output", "--json");
    assert.deepEqual(JSON.parse(hidden.stdout), {
      list: [1, { a: null }],
      mixed: { p: 2, s: "[secret]" },
      token: "[secret]",
      url: "http://x",
    });
    const shown = await pulumi.run("stack", "output", "--json", "--show-secrets");
    assert.deepEqual(JSON.parse(shown.stdout).mixed, { p: 2, s: 1 });
    const table = await pulumi.run("stack", "output");
    assert.match(table.stdout, /^Current stack outputs \(4\):\n {4}OUTPUT {2}VALUE\n {4}list {4}\[1,\{"a":null\}\]\n/);
  });

  it("output prints one value as it is", async () => {
    await stackWithOutputs();
    assert.equal((await pulumi.run("stack", "output", "url")).stdout, "http://x\n");
    assert.equal((await pulumi.run("stack", "output", "url", "--json")).stdout, '"http://x"\n');
    const none = await pulumi.run("stack", "output", "none");
    assert.deepEqual(none, {
      exitCode: 1,
      stdout: "",
      stderr: "error: current stack does not have output property 'none'\n",
    });
  });

  it("alone show resources under their parents, then outputs", async () => {
    await stackWithOutputs();
    const { stdout } = await pulumi.run("stack", "--show-ids");
    assert.match(stdout, /^Current stack is dev:\n {4}Last updated: \S+Z\nCurrent stack resources \(3\):\n/);
    assert.match(stdout, /\n {4}pulumi:pulumi:Stack {4,}shop-dev\n {6}test:index:Thing {4,}a {2,}a-1\n/);
    assert.match(stdout, /\nCurrent stack outputs \(4\):\n/);
    assert.doesNotMatch(stdout, /hush/);
    assert.equal((await pulumi.run("stack", "--show-name")).stdout, "dev\n");
  });

  it("export writes what import reads back, with secrets encrypted or in plain text", async () => {
    await stackWithOutputs();
    const encrypted = (await pulumi.run("stack", "export")).stdout;
    assert.doesNotMatch(encrypted, /hush/);
    await pulumi.run("stack", "export", "--show-secrets", "--file", "plain.json");
    const plain = await readFile(join(pulumi.dir, "plain.json"), "utf8");
    assert.match(plain, /"plaintext": "\\"hush\\""/);

    for (const stdin of [encrypted, plain]) {
      const emptied = JSON.stringify({ version: 3, deployment: {} });
      assert.equal((await pulumi.runWith({ stdin: emptied }, "stack", "import")).stdout, "Import complete.\n");
      assert.equal((await pulumi.run("stack", "output", "--json")).stdout, "{}\n");
      assert.equal((await pulumi.runWith({ stdin }, "stack", "import")).exitCode, 0);
      const { token } = JSON.parse((await pulumi.run("stack", "output", "--json", "--show-secrets")).stdout);
      assert.equal(token, "hush");
    }
    const state = (await openBackend(pulumi.backendDir)).stack("shop", "dev");
    assert.doesNotMatch(await readFile(state.layout.stateFile, "utf8"), /hush/);
  });

  it("import refuses what is not sound, and another stack's resources unless forced", async () => {
    await stackWithOutputs();
    const exported = (await pulumi.run("stack", "export")).stdout;
    for (const [stdin, message] of [
      ["{", /could not deserialize deployment/],
      ["{}", /not a deployment/],
      [exported.replace(/"parent": "[^"]*"/, '"parent": "urn:gone"'), /urn:gone is missing/],
    ] as const)
      assert.match((await pulumi.runWith({ stdin }, "stack", "import", "--force")).stderr, message);
    const foreign = exported.replaceAll("urn:pulumi:dev::", "urn:pulumi:prod::");
    assert.match((await pulumi.runWith({ stdin: foreign }, "stack", "import")).stderr, /another stack/);
    assert.equal((await pulumi.run("stack", "export")).stdout, exported);
    assert.equal((await pulumi.runWith({ stdin: foreign }, "stack", "import", "--force")).exitCode, 0);
  });

  it("rm removes a stack without resources, its file too, but not one that has some", async () => {
    await stackWithOutputs();
    assert.match((await pulumi.run("stack", "rm", "dev")).stderr, /requires --yes/);
    assert.match(
      (await pulumi.run("stack", "rm", "dev", "--yes")).stderr,
      /'dev' still has resources; removal rejected/,
    );
    assert.equal(
      (await pulumi.run("stack", "rm", "dev", "--yes", "--force")).stdout,
      "Stack 'dev' has been removed!\n",
    );
    assert.equal((await pulumi.run("stack", "ls", "--json")).stdout, "[]\n");
    await assert.rejects(readFile(join(pulumi.dir, "Pulumi.dev.yaml")), { code: "ENOENT" });
  });

  it("ls goes on where one state cannot be read", async () => {
    await stackWithOutputs();
    await pulumi.run("stack", "init", "broken");
    await writeFile(join(pulumi.backendDir, ".pulumi/stacks/shop/broken.json"), "{");
    const { stdout, exitCode } = await pulumi.run("stack", "ls");
    assert.equal(exitCode, 0);
    assert.match(stdout, /broken\* +n\/a +n\/a\ndev +\S+Z +3\n/);
  });

  it("history says that nothing was done yet", async () => {
    await stackWithOutputs();
    assert.equal((await pulumi.run("stack", "history")).stdout, "Stack has never been updated\n");
    assert.equal((await pulumi.run("stack", "history", "--json")).stdout, "[]\n");
  });

  it("history tells updates page by page, with secrets only when asked", async () => {
    await stackWithOutputs();
    const state = (await openBackend(pulumi.backendDir)).stack("shop", "dev");
    const secrets = await secretsProviderFor("test", (await state.salt()) ?? "");
    const config = { "shop:pass": { secure: secrets.encrypt("needle") }, "shop:tree": { a: [1] } };
    for (const message of ["first", "second"])
      await state.recordUpdate({
        ...{
          kind: "update",
          startTime: 1_700_000_000,
          endTime: 1_700_000_062,
          message,
          environment: { "git.head": "abc" },
        },
        ...{ config, result: "succeeded", resourceChanges: { create: 2, same: 1 } },
      });
    const history = async (...more: string[]) => (await pulumi.run("stack", "history", ...more)).stdout;
    const text = await history("--page-size", "1");
    assert.match(text, /^Version: 0\nUpdateKind: update\nStatus: succeeded\nMessage: second\n/);
    assert.match(text, /\n\+2-0~0 1 Updated \d+ years? ago took 1m2s\n {4}git\.head: abc\n\n$/);
    assert.match(await history("--page-size", "1", "--page", "2", "--full-dates"), /first\n.*2023-11-14T22:13:20/);
    assert.equal(await history("--page", "2"), "No stack updates found on page '2'\n");
    const [newest] = JSON.parse(await history("--json"));
    assert.deepEqual(newest.config, {
      "shop:pass": { secret: true },
      "shop:tree": { value: '{"a":[1]}', objectValue: { a: [1] }, secret: false },
    });
    assert.equal(JSON.parse(await history("--json", "--show-secrets"))[0].config["shop:pass"].value, "needle");
  });

  it("refuse a state whose secrets another passphrase opens", async () => {
    await stackWithOutputs();
    const { exitCode, stderr } = await pulumi.runWith(
      { env: { PULUMI_CONFIG_PASSPHRASE: "wrong" } },
      ...["stack", "output", "--show-secrets"],
    );
    assert.deepEqual([exitCode, stderr], [1, "error: getting secrets manager: incorrect passphrase\n"]);
    const missing = await pulumi.runWith({ env: { PULUMI_CONFIG_PASSPHRASE: undefined } }, "stack", "init", "prod");
    assert.match(missing.stderr, /passphrase must be set with PULUMI_CONFIG_PASSPHRASE/);
  });

  it("make a passphrase for a local stack, and say so once", async () => {
    const io = { env: { PULUMI_CONFIG_PASSPHRASE: undefined } };
    const first = await pulumi.runWith(io, "stack", "init", "local");
    assert.match(first.stderr, /a random one was made .*\.stackmark\/passphrase/);
    assert.equal((await pulumi.runWith(io, "stack", "init", "local-wan")).stderr, "");
  });

  it("cancel removes the lock of whoever holds it", async () => {
    await stackWithOutputs();
    const state = (await openBackend(pulumi.backendDir)).stack("shop", "dev");
    await state.withLock(
      await newSecretsProvider("other"),
      async () => {
        assert.match((await pulumi.run("cancel", "dev")).stderr, /requires --yes/);
        const { stdout } = await pulumi.run("cancel", "dev", "--yes");
        assert.equal(stdout, "The currently running update for 'dev' has been canceled!\n");
        assert.deepEqual(await state.locks(), []);
      },
      { readWith: await secretsProviderFor("test", (await state.salt()) ?? "") },
    );
  });

  it("go without a backend that is not made of files", async () => {
    const { stderr } = await pulumi.runWith({ env: { PULUMI_BACKEND_URL: "https://api.pulumi.com" } }, "stack", "ls");
    assert.match(stderr, /^error: The backend https:\/\/api\.pulumi\.com is not a file backend/);
  });

  for (const argv of [
    ["nonsense"],
    ["stack", "nonsense"],
    ["config", "nonsense"],
    ["stack", "ls", "--nonsense"],
    ["config", "set"],
  ])
    it(`fail on \`${argv.join(" ")}\`, with the reason`, async () => {
      const { exitCode, stderr } = await pulumi.run(...argv);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^error: (unknown|missing)/);
    });

  it("name the commands of the Pulumi CLI that are not there", async () => {
    for (const argv of [["state", "delete", "urn:x"], ["stack", "graph", "x"], ["login", "--local"], ["import"]])
      assert.match(
        (await pulumi.run(...argv)).stderr,
        new RegExp("^error: `pulumi .*` is not there in the embedded engine"),
      );
  });
});

describe("stack rename", () => {
  const pulumi = commandLine();

  it("moves state, stack file and history, and renames the URNs of the stack wherever they stand", async () => {
    await pulumi.run("stack", "init", "dev");
    const backend = await openBackend(pulumi.backendDir);
    const [old, secrets] = [
      backend.stack("shop", "dev"),
      await secretsProviderFor("test", (await backend.stack("shop", "dev").salt()) ?? ""),
    ];
    const foreign = "urn:pulumi:other::shop::a:b:C::x";
    const reference = { [SIGNATURE]: RESOURCE, urn: thing("a").urn, id: "1" };
    await old.withLock(secrets, async (store) => {
      await store.save(
        snapshotWith(thing("a"), thing("b", { inputs: { reference, deep: secret([reference]), foreign } })),
      );
      await old.recordUpdate({
        kind: "update",
        startTime: 1,
        endTime: 2,
        message: "",
        environment: {},
        config: {},
        result: "succeeded",
      });
    });
    await pulumi.run("config", "set", "color", "red");
    const { stdout, exitCode } = await pulumi.run("stack", "rename", "prod");
    assert.deepEqual([exitCode, stdout], [0, "Renamed dev to prod\n"]);
    const { resources } = await backend.stack("shop", "prod").read(secrets);
    const text = JSON.stringify(resources);
    assert.doesNotMatch(text, /pulumi:dev::/);
    assert.ok(text.includes(foreign));
    assert.equal(
      resources
        .find(({ type }) => type === STACK.type)
        ?.urn.split("::")
        .at(-1),
      "shop-prod",
    );
    assert.equal((await pulumi.run("config", "get", "color")).stdout, "red\n");
    assert.equal(JSON.parse((await pulumi.run("stack", "history", "--json")).stdout).length, 1);
    assert.match((await pulumi.run("stack", "export", "--stack", "dev")).stderr, /no stack named 'dev' found/);
  });

  it("refuses a name that is taken", async () => {
    for (const name of ["dev", "prod"]) await pulumi.run("stack", "init", name);
    const { exitCode, stderr } = await pulumi.run("stack", "rename", "dev");
    assert.deepEqual([exitCode, stderr], [1, "error: a stack named organization/shop/dev already exists\n"]);
  });
});
