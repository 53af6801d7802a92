/** Takes programs from a folder: `NAME.xz`, and `SHA256SUMS` of what is in them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { LabError } from "../errors.ts";
import { sha256Of } from "./cache.ts";
import { isOnPath } from "../on-path.ts";
import type { Part } from "./parts.ts";

export const isPrebuilt = (folder: string, { name }: Part): boolean => existsSync(join(folder, `${name}.xz`));

/** @throws LabError `LAB_PART_DAMAGED` if it is not what the folder's list says, or not the build that the lab knows */
export async function unpackPrebuilt(folder: string, part: Part, target: string): Promise<void> {
  const packed = join(folder, `${part.name}.xz`);
  const listed = listedHash(folder, part.name);
  await unpack(packed, target);
  const actual = await sha256Of(target);
  if (listed !== undefined && actual !== listed)
    throw new LabError(
      "LAB_PART_DAMAGED",
      `${packed} has SHA-256 ${actual}, but SHA256SUMS says ${listed}: copy it again.`,
    );
  if (part.sha256 !== undefined && actual !== part.sha256)
    throw new LabError(
      "LAB_PART_DAMAGED",
      `${packed} has SHA-256 ${actual}, but ${part.name} ${part.version} has ${part.sha256}: ` +
        "it is another build. Take it out of the folder, and it is built from source.",
    );
}

function listedHash(folder: string, name: string): string | undefined {
  const list = join(folder, "SHA256SUMS");
  if (!existsSync(list)) return undefined;
  const lines = readFileSync(list, "utf8").split("\n");
  return lines.map((line) => /^([0-9a-f]{64})\s+\*?(\S+)$/.exec(line)).find((found) => found?.[2] === name)?.[1];
}

const PYTHON_UNXZ = "import lzma, shutil, sys; shutil.copyfileobj(lzma.open(sys.argv[1]), sys.stdout.buffer, 1 << 20)";

async function unpack(packed: string, target: string): Promise<void> {
  const [program, args] = isOnPath("xz") ? ["xz", ["-dc", packed]] : ["python3", ["-c", PYTHON_UNXZ, packed]];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const closed = once(child, "close") as Promise<[number | null]>;
  await pipeline(child.stdout, createWriteStream(target));
  const [code] = await closed;
  if (code !== 0)
    throw new LabError("LAB_PART_DAMAGED", `${packed} could not be unpacked: ${stderr.trim() || `status ${code}`}`);
}
