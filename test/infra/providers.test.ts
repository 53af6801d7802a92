import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { existsSync, globSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../helpers/imports.ts";

/** What the serialiser itself puts around the provider. */
const OWN = "provider: __provider, this: undefined, arguments: undefined";

const files = globSync("infra/**/provider.ts", { cwd: root });
const modules = await Promise.all(
  files.map((file) => import(join(root, file)) as Promise<Record<string, pulumi.dynamic.ResourceProvider>>),
);
const providers = modules.flatMap((module) => Object.entries(module));

const serialise = async (provider: unknown): Promise<string> =>
  (await pulumi.runtime.serializeFunction(() => provider, { allowSecrets: true })).text;

/** Resolves as in the provider's process, which runs in the program's folder. */
const { resolve } = createRequire(join(root, "infra", "index.ts"));

it("each dynamic resource has a provider", () => {
  assert.deepEqual(providers.map(([name]) => name).sort(), [
    "claimProvider",
    "clusterTokensProvider",
    "daemonProvider",
    "entryTargetProvider",
    "expiryProvider",
    "joinProvider",
    "loadProvider",
    "loginProvider",
    "passwordProvider",
    "preflightProvider",
    "preloadProvider",
    "rescheduleProvider",
    "rolloutProvider",
    "sshKeyProvider",
    "stableDeploymentProvider",
    "uninstallProvider",
    "workloadProvider",
  ]);
});

for (const [name, provider] of providers)
  describe(`the text of ${name}, which every resource keeps in its state`, () => {
    it("the text of the provider is small", async () => {
      assert.ok((await serialise(provider)).length < 2500);
    });

    it("the text of the provider is the same each time", async () => {
      assert.equal(await serialise(provider), await serialise(provider));
    });

    it("the text of the provider contains no path of a machine, and captures nothing", async () => {
      const text = await serialise(provider);
      assert.equal(text.includes(root), false);
      assert.doesNotMatch(text, /file:\/\/|["'`]\/|require\(/);
      const captured = [...text.matchAll(/with\(\{ (.*?) \}\)/g)].map((match) => match[1]);
      assert.deepEqual(new Set(captured), new Set(["this: undefined, arguments: undefined", OWN]));
    });

    it("the provider imports modules that exist, relative to the program's folder", async () => {
      const paths = [...(await serialise(provider)).matchAll(/import\("([^"]+)"\)/g)].map((match) => match[1]!);
      assert.ok(paths.length > 0);
      for (const path of paths) assert.ok(existsSync(resolve(path)), path);
    });

    it("the provider has an update, without which Pulumi would erase the old outputs", () => {
      assert.equal(typeof provider.update, "function");
    });
  });
