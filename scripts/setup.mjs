// Installs the dependencies by the lock file when they are not there as it says; runs on any Node >= 20 with built-ins only.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const minimumNode = 24;

const say = (text) => process.stderr.write(`setup: ${text}\n`);
const fail = (text) => {
  say(text);
  process.exit(1);
};

/** Why an installation is needed, or undefined. npm keeps what it installed in `node_modules/.package-lock.json`. */
function missing() {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return "nothing is installed yet";
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = readRecord(record);
  if (!present) return "the last installation was cut off";
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || !path.startsWith("node_modules/") || entry.link) continue;
    // Optional packages may stay away: most are for other platforms.
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

/** The Node that npm scripts and npx will use: the one from npm where there is a package for this machine. */
function nodeVersion() {
  const own = join(root, "node_modules/.bin", process.platform === "win32" ? "node.cmd" : "node");
  const found = spawnSync(existsSync(own) ? own : "node", ["--version"], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  return found.stdout?.trim() ?? "";
}

if (Number(process.versions.node.split(".")[0]) < 20)
  fail(
    `Node ${process.versions.node} is too old to start with. Install Node 20 or newer (https://nodejs.org), then run this again.`,
  );

const why = missing();
if (why) {
  say(`installing the dependencies by package-lock.json (${why}); about 400 MB, seconds to a minute`);
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
        "reachable once: check the connection, the proxy (npm config get proxy) and the registry (npm config get registry), then run this again.",
    );
  say(`installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

const version = nodeVersion();
if (Number(version.slice(1).split(".")[0]) < minimumNode)
  fail(
    `Node ${minimumNode} is needed to run Stackmark, but ${version || "none"} was found, and npm has no build of it for ${process.platform} ${process.arch}. ` +
      `Install Node ${minimumNode} or newer yourself, put it first on PATH, then run this again.`,
  );
