import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readService } from "../../../lab/hosts/init/service-definition.ts";
import { k3sHostFiles } from "../../../lab/k3s/host-files.ts";
import { parseSettings } from "../../../lab/k3s/program/settings/parse.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const files = new Map(
  k3sHostFiles({ path: "/srv/k3s", version: "v1.36.3+k3s1" }).map((file) => [
    file.path,
    "text" in file ? file.text : "",
  ]),
);
const folderOf = (service: string): string => `/usr/lib/lab-host/drop-ins/${service}`;
const configOf = (service: string): string =>
  files.get(`${folderOf(service)}/etc/rancher/k3s/config.yaml.d/10-lab.yaml`)!;

describe("files of a host for K3s", () => {
  const folder = temporaryFolder();

  it("the lab's own needs none", () => {
    assert.deepEqual(k3sHostFiles(undefined), []);
  });

  for (const service of ["k3s", "k3s-agent"]) {
    it(`${service}: its unit puts the drop-ins in place before each start, after what the unit does itself`, () => {
      const dropIn = files.get(`/etc/systemd/system/${service}.service.d/10-lab.conf`)!;
      const unit = "[Service]\nExecStartPre=-/sbin/modprobe overlay\nExecStart=/usr/local/bin/k3s server\n";
      const { startPre } = readService(`${service}.service`, [unit, dropIn]);
      assert.deepEqual(startPre.at(-1), {
        words: ["/bin/cp", "-r", `${folderOf(service)}/.`, "/"],
        ignoresFailure: false,
      });
      assert.equal(startPre.length, 2);
    });

    it(`${service}: containerd keeps the scores of containers within the host's`, () => {
      const path = `${folderOf(service)}/var/lib/rancher/k3s/agent/etc/containerd/config-v3.toml.d/10-lab.toml`;
      assert.match(files.get(path)!, /^version = 3\n[^]*restrict_oom_score_adj = true\n$/);
    });
  }

  it("server and agent add the same arguments, and the server disables what the lab has no image of", () => {
    const [server, agent] = ["k3s", "k3s-agent"].map((service) => parse(configOf(service)) as Record<string, string[]>);
    const { "disable+": disabled, ...rest } = server!;
    assert.deepEqual(disabled, ["local-storage"]);
    assert.deepEqual(rest, agent);
    assert.deepEqual(Object.keys(rest), ["kubelet-arg+", "kube-proxy-arg+"]);
    for (const argument of Object.values(rest).flat()) assert.match(argument, /^[a-z0-9-]+=[a-z0-9]+$/);
  });

  it("K3s reads the server's drop-in without losing what Stackmark's own configuration disables", () => {
    const config = join(folder.path, "config.yaml");
    writeFileSync(config, "disable: [traefik, servicelb]\nnode-name: server\n");
    mkdirSync(`${config}.d`);
    writeFileSync(`${config}.d/10-lab.yaml`, configOf("k3s"));
    const unknown: string[] = [];
    const values = parseSettings("server", ["--config", config], {}, (message) => unknown.push(message));
    assert.deepEqual(values.get("disable"), ["traefik", "servicelb", "local-storage"]);
    assert.deepEqual(values.get("node-name"), ["server"]);
    assert.ok(values.get("kubelet-arg")!.includes("fail-cgroupv1=false"));
    assert.ok(values.get("kube-proxy-arg")!.includes("conntrack-max-per-core=0"));
    assert.deepEqual(unknown, []);
  });

  it("an agent knows every key of its drop-in", () => {
    const config = join(folder.path, "config.yaml");
    writeFileSync(config, configOf("k3s-agent"));
    const unknown: string[] = [];
    parseSettings("agent", ["--config", config], {}, (message) => unknown.push(message));
    assert.deepEqual(unknown, []);
  });
});
