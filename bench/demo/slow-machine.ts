/**
 * A machine half as fast: everything that the demo starts shares half of all CPUs, in periods of 4 ms, and the CPU quota of
 * each node is half of what its stack file says.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

const SHARE = 0.5;
const PERIOD_US = 4000;

export interface Machine extends Disposable {
  /** Folder with the stack files. */
  dir: string;
  /** The command line that runs `command` on it. */
  wrap(command: readonly string[]): readonly string[];
  /** In words. */
  speed: string;
}

export const fullSpeed = (root: string): Machine => ({
  dir: root,
  wrap: (command) => command,
  speed: "full speed",
  [Symbol.dispose]: () => undefined,
});

/** @throws if cgroups cannot be written here */
export function halfSpeed(root: string): Machine {
  const isV1 = existsSync("/sys/fs/cgroup/cpu/cgroup.procs");
  // The emulated nodes create their cgroups below the same folder.
  const shared = isV1 ? "/sys/fs/cgroup/cpu/stackmark" : "/sys/fs/cgroup/stackmark";
  const own = join(shared, "demo");
  mkdirSync(own, { recursive: true });
  const quotaUs = Math.round(SHARE * availableParallelism() * PERIOD_US);
  if (isV1) {
    writeFileSync(join(shared, "cpu.cfs_period_us"), `${PERIOD_US}`);
    writeFileSync(join(shared, "cpu.cfs_quota_us"), `${quotaUs}`);
  } else {
    writeFileSync(join(shared, "cgroup.subtree_control"), "+cpu +memory");
    writeFileSync(join(shared, "cpu.max"), `${quotaUs} ${PERIOD_US}`);
  }
  const dir = slowProject(root);
  return {
    dir,
    wrap: (command) => ["sh", "-c", 'echo $$ > "$0" && exec "$@"', join(own, "cgroup.procs"), ...command],
    speed: `half speed: ${quotaUs / PERIOD_US} of ${availableParallelism()} CPUs in periods of ${PERIOD_US / 1000} ms`,
    [Symbol.dispose]() {
      writeFileSync(join(shared, isV1 ? "cpu.cfs_quota_us" : "cpu.max"), isV1 ? "-1" : "max");
      rmdirSync(own);
      // Stays if other stacks run.
      if (readdirSync(shared, { withFileTypes: true }).every((entry) => !entry.isDirectory())) rmdirSync(shared);
      rmSync(dir, { recursive: true });
    },
  };
}

/** The project with stack files whose nodes have half the CPU. */
function slowProject(root: string): string {
  const dir = mkdtempSync(join(tmpdir(), "half-speed-"));
  for (const name of ["infra", "node_modules", "Pulumi.yaml"]) symlinkSync(join(root, name), join(dir, name));
  for (const stack of ["local", "local-wan"]) {
    const text = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
    const slow = text.replace(/cpus: ([\d.]+)/g, (_, cpus: string) => `cpus: ${SHARE * Number(cpus)}`);
    if (slow === text) throw new Error(`Pulumi.${stack}.yaml states no \`cpus\`, so its nodes cannot be made slower`);
    writeFileSync(join(dir, `Pulumi.${stack}.yaml`), slow);
  }
  return dir;
}
