import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseSettings } from "../../../../../lab/k3s/program/settings/parse.ts";
import { temporaryFolder } from "../../../../helpers/temporary.ts";

const parse = (verb: "server" | "agent", args: string[], environment = {}) =>
  Object.fromEntries(parseSettings(verb, ["--config", "/nowhere", ...args], environment));

describe("settings of the lab's K3s", () => {
  const folder = temporaryFolder();
  const config = (text: string, dropIns: Record<string, string> = {}): string => {
    const file = join(folder.path, "config.yaml");
    mkdirSync(`${file}.d`);
    writeFileSync(file, text);
    for (const [name, content] of Object.entries(dropIns)) writeFileSync(join(`${file}.d`, name), content);
    return file;
  };

  it("flags are taken with and without an equals sign, and by their short names", () => {
    const values = parse("agent", ["--server=https://a:6443", "-t", "secret", "--node-name", "n"]);
    assert.deepEqual([values.server, values.token, values["node-name"]], [["https://a:6443"], ["secret"], ["n"]]);
  });

  it("a later word replaces an earlier one, and lists grow", () => {
    const values = parse("server", ["--tls-san=a", "--token=x", "--tls-san=b", "--token=y"]);
    assert.deepEqual([values["tls-san"], values.token], [["a", "b"], ["y"]]);
  });

  it("a switch is on without a value", () => {
    assert.deepEqual(parse("server", ["--flannel-external-ip"])["flannel-external-ip"], ["true"]);
    assert.deepEqual(parse("server", ["--flannel-external-ip=false"])["flannel-external-ip"], ["false"]);
  });

  it("arguments come before files, and files before the environment", () => {
    const file = config("node-name: file\ntoken: file\n");
    const environment = { K3S_NODE_NAME: "environment", K3S_TOKEN: "environment", K3S_URL: "https://e" };
    const values = parseSettings("agent", [`--config=${file}`, "--token=argument"], environment);
    assert.deepEqual(
      ["node-name", "token", "server"].map((name) => values.get(name)),
      [["file"], ["argument"], ["https://e"]],
    );
  });

  it("drop-ins replace keys in the order of their names, and `key+` appends", () => {
    const file = config("kubelet-arg:\n  - a=1\nnode-label: x=y\n", {
      "20-b.yaml": "node-label:\n  - second=2\n",
      "10-a.yaml": "kubelet-arg+:\n  - b=2\nnode-label: first=1\n",
      "30-c.txt": "node-label: not read\n",
    });
    const values = parseSettings("agent", [`--config=${file}`], {});
    assert.deepEqual(values.get("kubelet-arg"), ["a=1", "b=2"]);
    assert.deepEqual(values.get("node-label"), ["second=2"]);
  });

  it("an unknown flag is refused, but an unknown key of a file is skipped, as by K3s", () => {
    assert.throws(() => parse("agent", ["--nodename=n"]), {
      code: "LAB_K3S_REFUSED",
      message: "flag provided but not defined: -nodename",
    });
    const warnings: string[] = [];
    const warn = (message: string): void => void warnings.push(message);
    const values = parseSettings("agent", [`--config=${config("nodename: n\n")}`], {}, warn);
    assert.equal(values.has("nodename"), false);
    assert.deepEqual(warnings, ["Unknown flag --nodename found in config.yaml, skipping\n"]);
  });

  it("a flag of the server is unknown to an agent", () => {
    assert.throws(() => parse("agent", ["--tls-san=a"]), { message: "flag provided but not defined: -tls-san" });
  });

  it("a flag of K3s that the lab does not have is refused by name, also in a file", () => {
    const message = "The lab's K3s does not have --cluster-init.";
    assert.throws(() => parse("server", ["--cluster-init"]), { message });
    const file = config("cluster-init: true\n");
    assert.throws(() => parseSettings("server", [`--config=${file}`], {}), { message });
  });

  it("a file that is not a mapping of words and lists of words is refused", () => {
    const file = config("node-label:\n  a: b\n");
    assert.throws(() => parseSettings("agent", [`--config=${file}`], {}), /node-label is neither a word nor a list/);
  });

  it("a flag without its argument is refused", () => {
    assert.throws(() => parse("agent", ["--token"]), { message: "flag needs an argument: -token" });
  });
});
