// Preloaded (NODE_OPTIONS) into engine, program and provider. They share one counter of gRPC calls. At the call that
// the plan names, one of the three is killed: before the call is sent, while it is in progress, or before its response
// is handled. A call that changes something must be a pending operation of the state file before it is sent;
// if it is not, it is listed in the file `unrecorded`.
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { isMainThread } from "node:worker_threads";

const { dir, state, victim, call, phase, delayMs } = JSON.parse(process.env.STACKMARK_FAULT_PLAN);
const script = process.argv[1] ?? "";
const role = script.includes("dynamic-provider") ? "provider" : /cmd.run/.test(script) ? "program" : "engine";
const makeClient = createRequire(import.meta.url)("@grpc/grpc-js/build/src/make-client.js");

/** Creates a file per number, so that two processes never get the same number. */
function nextCall(name) {
  for (let number = 1; ; number++) {
    try {
      fs.writeFileSync(path.join(dir, "calls", String(number)), `${role} ${name}`, { flag: "wx" });
      return number;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

/** Kills the victim once. If it has not started yet, a later call tries again. */
function kill(at) {
  let pid;
  try {
    pid = Number(fs.readFileSync(path.join(dir, "pids", victim), "utf8"));
    fs.writeFileSync(path.join(dir, "killed"), `${victim} ${phase} ${at}`, { flag: "wx" });
  } catch {
    return;
  }
  process.kill(pid, "SIGKILL");
}

const PENDING = { Create: "creating", Update: "updating", Delete: "deleting" };

function audit(name, request) {
  if (role !== "engine" || PENDING[name] === undefined) return;
  const urn = request.getUrn();
  const { pending_operations: pending = [] } = JSON.parse(fs.readFileSync(state, "utf8")).checkpoint.latest ?? {};
  if (!pending.some(({ type, resource }) => type === PENDING[name] && resource.urn === urn))
    fs.appendFileSync(path.join(dir, "unrecorded"), `${name} ${urn}\n`);
}

function withFaults(send, name) {
  return function (...args) {
    const number = nextCall(name);
    const hit = (when) => {
      if (number >= call && when === phase) kill(`${number} ${role} ${name}`);
    };
    const last = args.length - 1;
    const answered = args[last];
    if (typeof answered === "function")
      args[last] = (...answer) => {
        hit("after");
        answered(...answer);
      };
    hit("before");
    audit(name, args[0]);
    const sent = send.apply(this, args);
    if (phase === "during") setTimeout(hit, delayMs, "during").unref();
    return sent;
  };
}

if (isMainThread) {
  fs.writeFileSync(path.join(dir, "pids", role), String(process.pid));
  fs.appendFileSync(path.join(dir, "arguments"), `${[...process.execArgv, ...process.argv].join("\n")}\n`);
  const { makeClientConstructor } = makeClient;
  makeClient.makeClientConstructor = (methods, ...rest) => {
    const client = makeClientConstructor(methods, ...rest);
    for (const [name, { path: fullName }] of Object.entries(methods)) {
      const called = fullName.split("/").at(-1);
      // Half of all calls send the SDK's log messages, which do not matter here.
      if (called !== "Log") client.prototype[name] = withFaults(client.prototype[name], called);
    }
    return client;
  };
}
