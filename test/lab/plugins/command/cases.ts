/** What is asked of the plugin and of the real one, by name. Words in angle brackets stand for keys and ports of a run. */
import type { Call, JsonObject } from "./plugin-client.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: JsonObject | string): JsonObject => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const login: JsonObject = {
  ...{ host: "127.0.0.1", port: "<port>", user: "me", dialErrorLimit: 0, perDialTimeout: 5 },
  ...{ privateKey: "<privateKey>", hostKey: "<hostKey>" },
};
const connection = (more: JsonObject = {}): JsonObject => ({ connection: secret({ ...login, ...more }) });
const without = (...keys: string[]): JsonObject =>
  Object.fromEntries(Object.entries(login).filter(([key]) => !keys.includes(key)));
const check = (inputs: JsonObject): Call => ({ method: "check", inputs });
const create = (more: JsonObject, at: JsonObject = connection()): Call => ({
  method: "create",
  inputs: { ...at, ...more },
});

/** A command that does not read its input may fail with "EOF", by chance. */
const old = { ...connection(), create: "echo a", triggers: ["1"], logging: "none", stdin: secret("x") };
const state = { ...old, stdout: "before", stderr: "" };
const diff = (more: JsonObject, call: Partial<Call> = {}): Call => ({
  ...{ method: "diff", state, oldInputs: old },
  ...{ inputs: { ...old, ...more } },
  ...call,
});
const update = (more: JsonObject, call: Partial<Call> = {}): Call => ({ ...diff(more, call), method: "update" });
const dial = (more: JsonObject): Call => create({ create: "true" }, connection(more));

export const CASES: Record<string, Call> = {
  "check fills in the defaults of a connection": check({ connection: { host: "h" }, create: "true" }),
  "check keeps all that is given": check({ ...old, environment: { A: "b" }, addPreviousOutputInEnv: false }),
  "check misses the connection": check({ create: "true" }),
  "check misses the host": check({ connection: { user: "me" } }),
  "check refuses a number as a command": check({ connection: { host: "h" }, create: 7 }),
  "check of an unknown property": check({ connection: { host: "h" }, creat: "true" }),
  "check of an unknown setting of the connection": check({ connection: { host: "h", hots: "x" } }),
  "check refuses text as a limit": check({ connection: { host: "h", dialErrorLimit: "3" } }),
  "check of a limit with a fraction": check({ connection: { host: "h", dialErrorLimit: 1.5 } }),
  "check of another word for logging": check({ connection: { host: "h" }, logging: "loud" }),
  "check refuses numbers in the environment": check({ connection: { host: "h" }, environment: { A: 1 } }),
  "check refuses text as triggers": check({ connection: { host: "h" }, triggers: "1" }),
  "check refuses text as a connection": check({ connection: "h" }),
  "check of an unknown connection": check({ connection: UNKNOWN, create: "true" }),
  "check of an unknown host": check({ connection: { host: UNKNOWN }, create: UNKNOWN }),
  "check of null": check({ connection: { host: "h", user: null }, create: null }),
  "check of a proxy": check({ connection: { host: "h", proxy: { host: "p" } } }),

  "diff of equal inputs": diff({}),
  "diff of another command": diff({ create: "echo b" }),
  "diff of another host": diff(connection({ host: "127.0.0.2" })),
  "diff of another key": diff(connection({ privateKey: "other" })),
  "diff of another trigger": diff({ triggers: ["2"] }),
  "diff of one more trigger": diff({ triggers: ["1", "2"] }),
  "diff of an unknown trigger": diff({ triggers: [UNKNOWN] }),
  "diff of an unknown command": diff({ create: UNKNOWN }),
  "diff of an unknown connection": diff({ connection: secret(UNKNOWN) }),
  "diff of other logging": diff({ logging: "stderr" }),
  "diff of other input": diff({ stdin: secret("y") }),
  "diff of a new environment": diff({ environment: { A: "b" } }),
  "diff of a command for deletion": diff({ delete: "echo gone" }),
  "diff of no command": { ...diff({}), inputs: { ...connection() } },
  "diff of an ignored command": diff({ create: "echo b" }, { ignoreChanges: ["create"] }),

  "preview of a creation": { ...create({ create: "echo a", triggers: [1] }), isPreview: true },
  "preview of a creation with unknowns": { ...create({ create: UNKNOWN, triggers: [UNKNOWN] }), isPreview: true },
  "preview of an update": update({ create: "echo b" }, { isPreview: true }),
  "preview of an update of the connection": update(connection({ host: "h" }), { isPreview: true }),

  "output without its last newline": create({ create: "printf 'a\\n\\n'; sleep 0.2; printf 'b\\n' >&2" }),
  "logs of both streams": create({ create: "echo a; echo; printf c" }),
  "logs of standard output": create({ create: "echo a; sleep 0.2; echo b >&2", logging: "stdout" }),
  "logs of standard error": create({ create: "echo a; sleep 0.2; echo b >&2", logging: "stderr" }),
  "no logs": create({ create: "echo a; echo b >&2", logging: "none" }),
  "logs with another word": create({ create: "echo a; echo b >&2", logging: "loud" }),
  "standard input": create({ create: "cat; echo .", stdin: secret("one\ntwo") }),
  "no standard input": create({ create: "cat; echo ." }),
  "output that is not text": create({ create: "printf 'a\\377b'; exit 0", logging: "none" }),
  "a failing command": create({
    create: 'printf "é\\t"; echo "out"; sleep 0.2; echo err >&2; exit 3',
    logging: "none",
  }),
  "a failing command with all kinds of characters": create({ create: "false # \u00a0\u200b\u0001\u007f😀\r'\\" }),
  "a command that is killed": create({ create: "killed" }),
  "a command without a status": create({ create: "no status" }),
  "a connection that ends": create({ create: "vanish" }),
  "a connection that is cut": create({ create: "cut" }),
  "a connection that is cut before the command runs": create({ create: "cut before it runs" }),
  "a command that the server refuses": create({ create: "refuse" }),
  "a creation with inputs as they are checked": create(
    { create: "echo a" },
    connection({ privateKey: secret("<privateKey>") }),
  ),
  "a resource without a command": create({}),
  "a variable that the server accepts": create({ create: "echo $LANG", environment: { LANG: "xx" } }),
  "a variable that the server refuses": create({ create: "echo ran", environment: { SECRET: "xx" } }),
  "an update runs the command again": update({ create: "cat; echo b" }),
  "an update runs its own command": update({ update: "cat; echo up; echo err >&2" }),
  "an update without the previous output": update({ create: "cat; echo b", addPreviousOutputInEnv: false }),
  "an update that fails": update({ update: "exit 9", addPreviousOutputInEnv: false }),
  "a deletion without a command": { method: "delete", state },
  "a deletion with a command": { method: "delete", state: { ...state, delete: "cat; echo bye" } },
  "a deletion that fails": { method: "delete", state: { ...state, delete: "exit 4", logging: "none" } },
  "a refresh": { method: "read", state, inputs: old },

  "dial of a closed port": dial({ port: 1 }),
  "dial of a closed port with two retries": dial({ port: 1, dialErrorLimit: 2 }),
  "dial of a name that does not exist": dial({ host: "nowhere.invalid" }),
  "dial of another host key": dial({ hostKey: "<otherKey>" }),
  "dial with a kind of host key that the server does not have": dial({ hostKey: "<rsaHostKey>" }),
  "dial with a host key as in known_hosts": dial({ hostKey: "somewhere <hostKey>" }),
  "dial with no host key": create({ create: "echo in" }, { connection: without("hostKey") }),
  "dial with a host key that is none": dial({ hostKey: "AAAA" }),
  "dial with a key that is not allowed": dial({ privateKey: "<otherPrivateKey>", hostKey: "<hostKey>" }),
  "dial with a key that is none": dial({ privateKey: "AAAA" }),
  "dial with a password for an open key": dial({ privateKeyPassword: "x" }),
  "dial without credentials": create({ create: "true" }, { connection: without("privateKey") }),
  "dial with a password": create(
    { create: "echo in" },
    { connection: { ...without("privateKey"), password: "right" } },
  ),
  "dial with a wrong password": create(
    { create: "true" },
    { connection: { ...without("privateKey"), password: "no" } },
  ),
  "dial with a wrong key and a right password": create(
    { create: "echo in" },
    { connection: { ...login, privateKey: "<otherPrivateKey>", password: "right" } },
  ),
  "dial with a public key as the private one": dial({ privateKey: "<hostKey>" }),
  "dial of a server that closes the connection": dial({ port: "<closingPort>" }),
  "dial of a server that resets the connection": dial({ port: "<resettingPort>" }),
  "dial of a server that is none for SSH": dial({ port: "<httpPort>" }),
  "dial with an agent that is gone": dial({ agentSocketPath: "/nowhere/agent" }),
};
