/** Rules of a site's router against a plain reading of them, by real connections of many random rule sets. */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Random } from "../../../base/random.ts";
import { contains, rangeOf } from "../../../lab/networks/addresses.ts";
import { createNamespace, deleteNamespace } from "../../../lab/networks/namespace.ts";
import { Router } from "../../../lab/networks/router.ts";
import type { PacketRule } from "../../../lab/protocol/machines.ts";
import { needsHosts } from "../../helpers/lab.ts";

const RULE_SETS = 40;
const PORTS = [1000, 1001, 1002, 1003, 1004];
const SOURCES = ["10.1.0.5", "10.1.0.6", "10.1.1.7"];
const CIDRS = ["0.0.0.0/0", "10.1.0.0/24", "10.1.0.5/32", "10.1.0.4/31", "10.1.0.0/16", "10.1.1.0/24", "192.0.2.0/24"];

/** Reads ports as a line of JSON, and writes the list of those that it can connect to. */
const CALLER = `
const net = require("node:net");
const connects = (port) => new Promise((resolve) => {
  const socket = net.connect({ host: "10.1.0.10", port });
  const end = (result) => { socket.destroy(); resolve(result); };
  socket.once("connect", () => end(true)).once("error", () => end(false));
  setTimeout(() => end(false), 400);
});
require("node:readline").createInterface({ input: process.stdin }).on("line", async (line) => {
  const ports = JSON.parse(line);
  const results = await Promise.all(ports.map(connects));
  console.log(JSON.stringify(ports.filter((_, index) => results[index])));
});
console.log("[]");
`;
const LISTENER = `
const net = require("node:net");
Promise.all(${JSON.stringify(PORTS)}.map((port) => new Promise((resolve) =>
  net.createServer((socket) => socket.on("error", () => 0).end()).listen(port, resolve)))).then(() => console.log("[]"));
`;

describe("the rules of a router", function () {
  this.timeout(300_000);
  const prefix = `lab-router-${randomInt(0x1000000).toString(16)}`;
  const names = [`${prefix}-site`, `${prefix}-to`, ...SOURCES.map((_, index) => `${prefix}-from${index}`)];
  const children: ChildProcess[] = [];
  let router: Router;

  /** @returns a function that asks the process, once it runs */
  const start = async (namespace: string, program: string): Promise<(request: unknown) => Promise<unknown>> => {
    const words = ["netns", "exec", namespace, process.execPath, "-e", program];
    const child = spawn("ip", words, { stdio: ["pipe", "pipe", "inherit"] });
    children.push(child);
    const lines = createInterface({ input: child.stdout });
    await once(lines, "line");
    return async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const [line] = (await once(lines, "line")) as [string];
      return JSON.parse(line);
    };
  };

  before(async function () {
    needsHosts(this);
    router = new Router({ name: "site", cidrs: ["10.1.0.0/24", "10.1.1.0/24"], mtu: 1500 }, names[0]!);
    await router.open();
    for (const [index, address] of ["10.1.0.10", ...SOURCES].entries()) {
      await createNamespace(names[index + 1]!);
      await router.connect(address, names[index + 1]!, { privateIp: address, publicIp: null });
    }
  });

  after(async () => {
    for (const child of children) {
      if (child.exitCode !== null) continue;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
    for (const name of names) await deleteNamespace(name);
  });

  it("connections pass exactly where the first rule that matches allows them, for 40 random sets of rules", async () => {
    await start(names[1]!, LISTENER);
    const callers = await Promise.all(SOURCES.map((_, index) => start(names[index + 2]!, CALLER)));
    const random = new Random(15, 0);
    for (let set = 0; set < RULE_SETS; set += 1) {
      const rules = Array.from({ length: random.integer(0, 5) }, () => randomRule(random));
      await router.setRules("10.1.0.10", rules);
      const seen = await Promise.all(callers.map((ask) => ask(PORTS)));
      const expected = SOURCES.map((source) => PORTS.filter((port) => isAllowed(rules, source, port)));
      assert.deepEqual(seen, expected, JSON.stringify(rules));
    }
  });
});

function randomRule(random: Random): PacketRule {
  const range = (): readonly [number, number] => {
    const first = random.integer(999, 1005);
    return [first, first + random.integer(0, 3)];
  };
  const list = <T>(from: number, to: number, make: () => T): T[] =>
    Array.from({ length: random.integer(from, to) }, make);
  return {
    allow: random.next() < 0.6,
    protocol: random.pick(["tcp", "tcp", "all", "udp", "icmp"] as const),
    sources: list(0, 3, () => random.pick(CIDRS)),
    ports: random.next() < 0.3 ? null : list(1, 3, range),
  };
}

function isAllowed(rules: readonly PacketRule[], source: string, port: number): boolean {
  const first = rules.find(
    ({ protocol, sources, ports }) =>
      (protocol === "tcp" || protocol === "all") &&
      sources.some((cidr) => contains(rangeOf(cidr), source)) &&
      (ports === null || ports.some(([low, high]) => low <= port && port <= high)),
  );
  return first?.allow ?? false;
}
