import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as kubernetesProviders from "../../infra/kubernetes-providers.ts";
import * as providers from "../../infra/providers.ts";
import { root } from "../helpers/imports.ts";

/** What the serialiser itself puts around the provider. */
const own = "provider: __provider, this: undefined, arguments: undefined";

const serialise = async (provider: unknown): Promise<string> =>
  (await pulumi.runtime.serializeFunction(() => provider, { allowSecrets: true })).text;

for (const [name, provider] of Object.entries({ ...providers, ...kubernetesProviders }))
  describe(`the text of ${name}, which every resource keeps in its state`, () => {
    it("is small", async () => {
      assert.ok((await serialise(provider)).length < 2500);
    });

    it("is the same each time", async () => {
      assert.equal(await serialise(provider), await serialise(provider));
    });

    it("holds no path of a machine, and captures nothing", async () => {
      const text = await serialise(provider);
      assert.equal(text.includes(root), false);
      assert.doesNotMatch(text, /file:\/\/|["'`]\/|require\(/);
      const captured = [...text.matchAll(/with\(\{ (.*?) \}\)/g)].map((match) => match[1]);
      assert.deepEqual(new Set(captured), new Set(["this: undefined, arguments: undefined", own]));
    });

    it("imports modules that are there, seen from the program's folder", async () => {
      const paths = [...(await serialise(provider)).matchAll(/import\("([^"]+)"\)/g)].map((match) => match[1]!);
      assert.ok(paths.length > 0);
      for (const path of paths) assert.ok(existsSync(join(root, "infra", path)), path);
    });

    it("has an update: without one the old outputs would be erased", () => {
      assert.equal(typeof provider.update, "function");
    });
  });
