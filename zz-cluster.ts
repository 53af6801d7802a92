import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { k3sRelease } from "/tmp/wt/charts/lab/k3s/release.ts";
import { putRelease } from "/tmp/wt/charts/lab/mirror/releases.ts";
import { allow, openTestLab, inNamespace } from "/tmp/wt/charts/test/helpers/lab-machines.ts";
const cache = join(homedir(), ".cache/stackmark/lab");
const V = "v1.36.3+k3s1";
const t0 = Date.now(); const say = (...a: unknown[]) => console.log(((Date.now()-t0)/1000).toFixed(1), ...a);
const lab = await openTestLab({ partsDir: cache });
const end = async (c = 0) => { mirror?.kill(); await lab.close(); say("closed"); process.exit(c); };
let mirror: ReturnType<typeof spawn> | undefined;
process.on("SIGTERM", () => void end());
try {
  await putRelease(join(lab.dir, "mirror"), V, await k3sRelease(cache, V));
  const ns = await lab.machines.sites.openEnd("mirror", "192.0.2.10");
  mirror = spawn("ip", ["netns","exec",ns,"node","/tmp/wt/charts/lab/mirror/main.ts",join(lab.dir,"mirror"),join(cache,"images"),"192.0.2.10","80"],{stdio:"inherit"});
  const all = allow("all", "0.0.0.0/0");
  await lab.machines.create(lab.spec("server", { cpus: 2, memoryMiB: 8192, diskGiB: 20 }));
  await lab.machines.setRules("server", [all]);
  say("host", lab.dir, lab.operator);
  const sh = async (cmd: string) => { const r = await lab.ssh("198.51.100.4", cmd); say(cmd.slice(0,60), r.code, r.text.slice(-1500)); return r; };
  await sh(`sudo mkdir -p /etc/rancher/k3s && printf 'tls-san: [198.51.100.4]\\nnode-external-ip: 198.51.100.4\\nflannel-external-ip: true\\nwrite-kubeconfig-mode: "0644"\\ndisable: [traefik, servicelb, local-storage]\\n' | sudo tee /etc/rancher/k3s/config.yaml; printf 'mirrors:\\n  docker.io: {endpoint: ["http://192.0.2.10"]}\\n  quay.io: {endpoint: ["http://192.0.2.10"]}\\n  registry.k8s.io: {endpoint: ["http://192.0.2.10"]}\\n  us-central1-docker.pkg.dev: {endpoint: ["http://192.0.2.10"]}\\n' | sudo tee /etc/rancher/k3s/registries.yaml`);
  await sh(`curl -sf http://192.0.2.10/install.sh -o i.sh && sudo INSTALL_K3S_VERSION=${V} INSTALL_K3S_ARTIFACT_URL=http://192.0.2.10/releases sh i.sh server`);
  for (let i=0;i<60;i++) { const r = await lab.ssh("198.51.100.4","sudo k3s kubectl get nodes 2>&1 | tail -1"); if (/ Ready/.test(r.text)) { say(r.text); break; } await new Promise(r=>setTimeout(r,2000)); }
  const kc = await lab.ssh("198.51.100.4", "sudo cat /etc/rancher/k3s/k3s.yaml");
  writeFileSync("/tmp/charts-tools/run/kubeconfig", kc.text.replace(/127\.0\.0\.1/, "198.51.100.4"));
  writeFileSync("/tmp/charts-tools/run/operator", lab.operator); writeFileSync("/tmp/charts-tools/run/dir", lab.dir);
  say("ready"); setInterval(()=>{}, 1e6);
} catch (e) { say(e); await end(1); }
