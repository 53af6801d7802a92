/** Builds programs from Go modules. */
import { copyFile, cp, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { LabError } from "../errors.ts";
import { isOnPath, runCommand } from "./command.ts";
import type { GoBuild, Part } from "./parts.ts";

/** Of the `go` lines of our modules and of Kubernetes. */
const MINIMUM_GO = 26;

/** @throws LabError `LAB_PART_FAILED`: no Go, or one that is too old */
export async function checkGo(): Promise<void> {
  if (!isOnPath("go"))
    throw new LabError(
      "LAB_PART_FAILED",
      `Go 1.${MINIMUM_GO} or newer is needed to build the lab's programs, and is not on PATH: install it ` +
        "(https://go.dev/dl), or give a folder with built programs by --from.",
    );
  const version = (await runCommand(["go", "env", "GOVERSION"], { what: "go env" })).trim();
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0);
  if (minor < MINIMUM_GO)
    throw new LabError(
      "LAB_PART_FAILED",
      `${version} is too old to build the lab's programs, which need Go 1.${MINIMUM_GO} or newer ` +
        "(https://go.dev/dl); or give a folder with built programs by --from.",
    );
}

/** A module may add what it needs to its go.mod; the vcs stamp needs a repository. */
const FLAGS = { GOFLAGS: "-mod=mod -buildvcs=false" };

export async function buildFromSource(part: Part, build: GoBuild, folder: string, target: string): Promise<void> {
  const what = `The build of ${part.name} ${part.version}`;
  const go = (...args: string[]): Promise<string> => runCommand(["go", ...args], { cwd: folder, env: FLAGS, what });
  const { main, embeds, linkerFlags = "", isCgo = false } = build;
  if ("folder" in main) {
    await cp(resolve(import.meta.dirname, main.folder), folder, { recursive: true });
  } else {
    await writeFile(join(folder, "go.mod"), `module stackmark.dev/lab/${part.name}\n\ngo 1.${MINIMUM_GO}.0\n`);
    await go("get", main.module);
  }
  if (embeds) {
    const { Dir } = JSON.parse(await go("mod", "download", "-json", embeds.module)) as { Dir: string };
    for (const file of embeds.files) await copyFile(join(Dir, file), join(folder, basename(file)));
  }
  await runCommand(
    [
      ...(["go", "build", "-trimpath", "-ldflags", `-s -w ${linkerFlags}`.trim(), "-o", target] as const),
      "package" in main ? main.package : ".",
    ],
    { cwd: folder, env: { ...FLAGS, CGO_ENABLED: isCgo ? "1" : "0" }, what },
  );
}
