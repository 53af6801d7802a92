/**
 * Asks the plugin what the real pulumi-command 1.2.1 was asked, and compares. With STACKMARK_REAL_COMMAND=PATH, the
 * answers of that executable are recorded instead.
 */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";
import { generateSshKeyPair } from "../../../../infra/hosts/ssh-keys/lifecycle.ts";
import { eventually } from "../../../helpers/eventually.ts";
import { skipIf } from "../../../helpers/skip.ts";
import { CASES } from "./cases.ts";
import { PluginClient, type Answer, type Json } from "./plugin-client.ts";
import { startShellServer, type ShellServer } from "./shell-server.ts";
import { startWordlessServers, type WordlessServers } from "./wordless-servers.ts";

const root = join(import.meta.dirname, "../../../..");
const FILE = join(root, "test/fixtures/lab/command.json");
const OURS = [process.execPath, join(root, "lab/plugins/command/main.ts")];

describe("the command plugin answers as pulumi-command 1.2.1 did to", function () {
  this.timeout(60_000);
  const real = process.env.STACKMARK_REAL_COMMAND;
  const recorded: Record<string, Answer> = real
    ? {}
    : (JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Answer>);
  let plugin: PluginClient;
  let server: ShellServer;
  let wordless: WordlessServers;
  let words: Record<string, string>;
  let ports: Record<string, number>;

  before(async () => {
    server = await startShellServer();
    wordless = await startWordlessServers();
    const other = generateSshKeyPair("other");
    words = {
      "<hostKey>": server.hostKey,
      "<rsaHostKey>": rsaPublicKey(),
      "<privateKey>": server.privateKey,
      "<otherKey>": other.publicKey,
      "<otherPrivateKey>": other.privateKey,
    };
    const others = Object.entries(wordless.ports).map(([name, port]) => [`<${name}Port>`, port] as const);
    ports = { "<port>": server.port, ...Object.fromEntries(others) };
    const { SSH_AUTH_SOCK: _agent, ...env } = process.env;
    plugin = await PluginClient.start(real ? [real] : OURS, { ...env, STACKMARK_LAB: "/nowhere" });
  });

  after(async () => {
    await plugin?.close();
    server?.close();
    wordless?.close();
    if (real) writeFileSync(FILE, `${JSON.stringify(recorded, null, 2)}\n`);
  });

  const filledIn = <T>(of: T): T =>
    JSON.parse(JSON.stringify(of), (_key, value: unknown) => {
      if (typeof value !== "string") return value;
      if (Object.hasOwn(ports, value)) return ports[value];
      return Object.entries(words).reduce((text, [word, key]) => text.replaceAll(word, () => key), value);
    }) as T;

  const blanked = (of: Answer): Answer =>
    JSON.parse(JSON.stringify(of), (key, value: Json) => {
      if (value === server.port) return "<port>";
      if (typeof value !== "string") return value;
      const text = Object.entries(words).reduce((rest, [word, of_]) => rest.replaceAll(of_, word), value);
      const open = text.replaceAll(`:${server.port}`, ":<port>").replace(/(read tcp) \S+: read/, "$1: read");
      return key === "id" ? open.replace(/[0-9a-f]{8}$/, "<id>") : open.replace(/(lookup \S+) on \S+:53/, "$1");
    }) as Answer;

  for (const [title, call] of Object.entries(CASES))
    it(title, async () => {
      const answer = blanked(await plugin.call(filledIn(call)));
      if (real) recorded[title] = answer;
      else assert.deepEqual(answer, recorded[title]);
    });

  it("a configuration outside the lab, where only the real one works", async function () {
    skipIf(this, real ? "STACKMARK_REAL_COMMAND is set, and the real plugin works anywhere" : null);
    const { STACKMARK_LAB: _lab, ...env } = process.env;
    await assert.rejects(PluginClient.start(OURS, env), /STACKMARK_LAB names no lab/);
  });

  it("a dial that is cancelled", async () => {
    const connection = { host: "127.0.0.1", port: 1, user: "me", dialErrorLimit: -1, perDialTimeout: 5 };
    const call = plugin.call({ method: "create", inputs: { connection, create: "true" } });
    await eventually(() => plugin.logs.length > 1, "a second dial");
    await plugin.cancel();
    const { result, logs } = await call;
    const answer = { result, logs: logs.slice(0, 2) };
    if (real) recorded["a dial that is cancelled"] = answer;
    else assert.deepEqual(answer, recorded["a dial that is cancelled"]);
  });
});

function rsaPublicKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = ssh2.utils.parseKey(privateKey.export({ type: "pkcs1", format: "pem" }));
  if (key instanceof Error) throw key;
  return `ssh-rsa ${key.getPublicSSH().toString("base64")}`;
}
