import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sharedLibraries } from "../../../lab/images/binary.ts";
import { archivesFor, buildImages } from "../../../lab/images/build.ts";
import { IMAGES } from "../../../lab/images/names.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { readArchive } from "../helpers/oci-archive.ts";

function putProgram(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
}

describe("building images", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const bin = (): string => join(folder.path, "bin");
  const put = (name: string, text: string): void => putProgram(bin(), name, text);

  beforeEach(() => {
    mkdirSync(bin());
    for (const name of ["busybox", "coredns", "metrics-server", "kube-state-metrics", "node-exporter", "prometheus"])
      put(name, `#!/bin/sh\necho ${name}\n`);
  });

  async function built(...only: ("system" | "monitoring")[]): Promise<Record<string, boolean>> {
    const outcomes: Record<string, boolean> = {};
    await buildImages({
      cache: folder.path,
      only,
      done: (file, wasBuilt) => (outcomes[file.slice(file.lastIndexOf("/") + 1)] = wasBuilt),
    });
    return outcomes;
  }

  it("an archive is built again only if its programs changed", async () => {
    assert.deepEqual(await built("system"), { "system.tar": true });
    assert.deepEqual(await built("system"), { "system.tar": false });
    put("prometheus", "another version, of another archive");
    assert.deepEqual(await built("system"), { "system.tar": false });
    put("coredns", "another version");
    assert.deepEqual(await built("system"), { "system.tar": true });
    assert.deepEqual(readdirSync(join(folder.path, "images")).sort(), ["system.tar", "system.tar.digest"]);
  });

  it("an archive of an optional program is built only where that is there", () => {
    assert.deepEqual(archivesFor(folder.path), ["system", "boutique", "node", "monitoring"]);
    put("vpa-recommender", "#!/bin/sh\n");
    assert.ok(archivesFor(folder.path).includes("recommender"));
  });

  it("each image starts the program that it is named after", async () => {
    await built("system", "monitoring");
    for (const archive of ["system", "monitoring"]) {
      const { images } = await readArchive(join(folder.path, "images", `${archive}.tar`));
      for (const [name, { config, files }] of images) {
        const entry =
          files.get(config.Entrypoint[0]!.slice(1)) ?? assert.fail(`${name} has no ${config.Entrypoint[0]}`);
        assert.ok(entry.type === "symlink" || (entry.mode & 0o111) !== 0, name);
      }
    }
    const { images } = await readArchive(join(folder.path, "images", "system.tar"));
    const { config, files } = images.get(IMAGES.coredns)!;
    assert.match(files.get(config.Entrypoint[0]!.slice(1))!.content.toString(), /echo coredns/);
  });

  it("programs that are missing are named, all at once, with what brings them", async () => {
    const cache = join(folder.path, "empty");
    await assert.rejects(buildImages({ cache, only: ["system"] }), {
      code: "LAB_PARTS_MISSING",
      message: /coredns \(npm run lab:setup\), metrics-server \(npm run lab:setup\)/,
    });
    assert.equal(statSync(cache, { throwIfNoEntry: false }), undefined);
  });
});

describe("the libraries of a program", () => {
  it("a program with shared libraries has them and its loader", () => {
    const libraries = sharedLibraries(process.execPath);
    assert.ok(libraries.some((path) => path.includes("libc.so")));
    assert.ok(libraries.some((path) => path.includes("ld-linux")));
    for (const path of libraries) assert.ok(statSync(path).isFile(), path);
  });

  it("what is no program with shared libraries has none", () => {
    assert.deepEqual(sharedLibraries(import.meta.filename), []);
  });
});
