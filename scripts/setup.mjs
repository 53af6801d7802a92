// Installs the locked dependencies, including Node 24, if they are missing. Needs nothing but Node 20 or newer.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const MINIMUM_NODE = 24;

const print = (text) => process.stderr.write(`setup: ${text}\n`);
const fail = (text) => {
  print(text);
  process.exit(1);
};

/** Why an installation is needed, or undefined. npm records what it installed in `node_modules/.package-lock.json`. */
function missing() {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return "nothing is installed yet";
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = readRecord(record);
  if (!present) return "the last installation was interrupted";
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || !path.startsWith("node_modules/") || entry.link) continue;
    // Optional packages may be missing: most are for other platforms.
    if (entry.optional && !present[path]) continue;
    if (present[path]?.version !== entry.version)
      return `${path.slice("node_modules/".length)} ${entry.version} is not installed`;
    if (!existsSync(join(root, path))) return `${path} was removed`;
  }
  return undefined;
}

function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** The version of the Node that npm scripts and npx use: the one from npm if there is a package for this machine. */
function nodeVersion() {
  const own = join(root, "node_modules/.bin", process.platform === "win32" ? "node.cmd" : "node");
  const found = spawnSync(existsSync(own) ? own : "node", ["--version"], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  return found.stdout?.trim() ?? "";
}

if (Number(process.versions.node.split(".")[0]) < 20)
  fail(`Node ${process.versions.node} is too old. Install Node 20 or newer (https://nodejs.org), then run this again.`);

const why = missing();
if (why) {
  print(`installing the dependencies of package-lock.json (${why}): about 660 MB on disk, up to a minute`);
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const started = Date.now();
  const done = spawnSync(
    npm[0],
    [...npm.slice(1), "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: ["ignore", 2, 2],
      shell: npm.length === 1 && process.platform === "win32",
    },
  );
  if (done.error || done.status !== 0)
    fail(
      `npm could not install the dependencies (${done.error?.message ?? `exit ${done.status}`}). They come from the npm registry, which must be ` +
        "reachable: check the connection, the proxy (npm config get proxy) and the registry (npm config get registry), then run this again.",
    );
  print(`installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

const version = nodeVersion();
if (Number(version.slice(1).split(".")[0]) < MINIMUM_NODE)
  fail(
    `Stackmark requires Node ${MINIMUM_NODE}, but ${version || "none"} was found, and npm has no build of it for ${process.platform} ${process.arch}. ` +
      `Install Node ${MINIMUM_NODE} or newer, put it first on PATH, then run this again.`,
  );
