/** Builds programs from Go modules. */
import { copyFile, cp, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { run } from "../command.ts";
import { LabError } from "../errors.ts";
import { isOnPath } from "../on-path.ts";
import type { GoBuild, Part, PartWork } from "./parts.ts";

/** Of the `go` lines of our modules and of Kubernetes. */
const MINIMUM_GO = 26;

/** @throws LabError `LAB_PART_FAILED`: no Go, or one that is too old; no C compiler, for a part that needs one */
export async function checkGo(parts: readonly Part[]): Promise<void> {
  const found = isOnPath("go") ? (await run(["go", "env", "GOVERSION"])).trim() : undefined;
  const minor = Number(/^go1\.(\d+)/.exec(found ?? "")?.[1] ?? 0);
  if (minor < MINIMUM_GO) {
    const what = found === undefined ? "which is not on PATH" : `and ${found} is too old`;
    throw cannotBuild(`Go 1.${MINIMUM_GO} or newer`, parts, what, "https://go.dev/dl");
  }
  const inC = parts.filter(({ source }) => "go" in source && source.go.isCgo === true);
  if (inC.length === 0) return;
  const [compiler = "gcc"] = (await run(["go", "env", "CC"])).trim().split(" ");
  if (!isOnPath(compiler))
    throw cannotBuild("a C compiler", inC, `and ${compiler} is not on PATH`, "Debian: apt-get install build-essential");
}

function cannotBuild(tool: string, parts: readonly Part[], what: string, from: string): LabError {
  const names = parts.map(({ name }) => name).join(", ");
  return new LabError(
    "LAB_PART_FAILED",
    `${tool} is needed to build ${names}, ${what}: install it (${from}), or give a folder with built programs by --from.`,
  );
}

/** A module may add what it needs to its go.mod. There is no repository to take a version from. */
const FLAGS = "GOFLAGS=-mod=mod -buildvcs=false";

export async function buildFromSource(part: Part, build: GoBuild, { folder, target, signal }: PartWork): Promise<void> {
  const { main, embeds, linkerFlags = "", tags = [], isCgo = false } = build;
  const settings = [FLAGS, `CGO_ENABLED=${isCgo ? 1 : 0}`];
  const go = (...args: string[]): Promise<string> =>
    run(["env", "-C", folder, ...settings, "go", ...args], "", signal).catch((cause: unknown) => {
      const what = `${part.name} ${part.version} could not be built`;
      throw new LabError("LAB_PART_FAILED", `${what}: ${messageOf(cause)}`, { cause });
    });
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
  const flags = ["-trimpath", "-tags", tags.join(","), "-ldflags", `-s -w ${linkerFlags}`.trim()];
  await go("build", ...flags, "-o", target, "package" in main ? main.package : ".");
}
