import assert from "node:assert/strict";
import { access, chmod, constants, mkdir, readFile, readdir, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pluginsOnPath, writePlugins } from "../../../lab/plugins/write-plugins.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("the folder of the lab's plugins", () => {
  const folder = temporaryFolder();

  it("has an executable for each plugin, also where links to old ones were", async () => {
    const plugins = join(folder.path, "with space's");
    const old = join(folder.path, "old");
    await mkdir(plugins);
    await writeFile(old, "kept");
    await symlink(old, join(plugins, "pulumi-resource-gcp"));
    await writePlugins(plugins, { kubernetes: "/opt/kubernetes" });
    await writePlugins(plugins, { kubernetes: "/opt/other" });
    const names = ["azure-native", "command", "gcp", "kubernetes"].map((name) => `pulumi-resource-${name}`);
    assert.deepEqual((await readdir(plugins)).sort(), names);
    assert.equal(await readlink(join(plugins, "pulumi-resource-kubernetes")), "/opt/other");
    assert.equal(await readFile(old, "utf8"), "kept");
    for (const name of ["azure-native", "command", "gcp"])
      await access(join(plugins, `pulumi-resource-${name}`), constants.X_OK);
  });

  it("has Pulumi's own plugins in place of others if they are on PATH, but none of a cloud", async () => {
    const [plugins, real] = [join(folder.path, "plugins"), join(folder.path, "real")];
    await mkdir(real);
    for (const name of ["azure-native", "command"]) {
      await writeFile(join(real, `pulumi-resource-${name}`), "");
      await chmod(join(real, `pulumi-resource-${name}`), 0o755);
    }
    await writePlugins(plugins, { kubernetes: "/opt/kubernetes", ...pluginsOnPath({ PATH: real }) });
    assert.equal(await readlink(join(plugins, "pulumi-resource-command")), join(real, "pulumi-resource-command"));
    assert.equal(await readlink(join(plugins, "pulumi-resource-kubernetes")), "/opt/kubernetes");
    assert.match(await readFile(join(plugins, "pulumi-resource-azure-native"), "utf8"), /lab\/plugins/);
  });
});
