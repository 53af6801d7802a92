/** Runs commands in this process, in a project folder per test. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { Io } from "../../../engine/commands/io.ts";
import { pulumiCommand } from "../../../engine/commands/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const ROOT = join(import.meta.dirname, "../../..");

export interface Answer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

class Captured extends Writable {
  text = "";
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export async function runCommand(
  argv: string[],
  io: Pick<Io, "cwd" | "env" | "home" | "leavesStackFile" | "stdin">,
): Promise<Answer> {
  const [stdout, stderr] = [new Captured(), new Captured()];
  const exitCode = await pulumiCommand(argv, { ...io, stdout, stderr });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

type Given = { env?: NodeJS.ProcessEnv; stdin?: string } & Pick<Io, "leavesStackFile">;

export interface CommandLine {
  /** The project's folder. */
  readonly dir: string;
  readonly backendDir: string;
  run(...argv: string[]): Promise<Answer>;
  runWith(io: Given, ...argv: string[]): Promise<Answer>;
}

/** Creates a new project, backend and Pulumi home before each test of a suite. */
export function commandLine(): CommandLine {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  beforeEach(async () => {
    await mkdir(at("project"));
    await writeFile(at("project/Pulumi.yaml"), "name: shop\nruntime: nodejs\nmain: index.mjs\n");
  });
  const line: CommandLine = {
    get dir() {
      return at("project");
    },
    get backendDir() {
      return at("state");
    },
    run: (...argv) => line.runWith({}, ...argv),
    async runWith({ env = {}, stdin = "", ...more }, ...argv) {
      const defaults = {
        PATH: process.env.PATH,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_BACKEND_URL: pathToFileURL(at("state")).href,
        PULUMI_HOME: at("home"),
      };
      return runCommand(argv, {
        stdin: Readable.from([stdin]),
        cwd: at("project"),
        home: ".home",
        ...more,
        env: { ...defaults, ...env },
      });
    },
  };
  return line;
}

/** The same, with a program and a stack `dev`. */
export function commandLineOf(program: string): CommandLine {
  const line = commandLine();
  beforeEach(async () => {
    await symlink(join(ROOT, "node_modules"), join(line.dir, "node_modules"));
    await writeFile(join(line.dir, "index.mjs"), program);
    await line.run("stack", "init", "dev");
  });
  return line;
}
