/** A real Prometheus on loopback, with a configuration and a store of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { eventually } from "../../../helpers/eventually.ts";

export interface Started {
  url: string;
  close(): Promise<void>;
}

/** A port that was free a moment ago, because these programs do not report the port that they choose for 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

export async function startPrometheus(scrapeConfigs: unknown[], intervalMs: number): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), "stackmark-prometheus-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, "prometheus.yaml");
  const scrape = { scrape_interval: `${intervalMs}ms`, scrape_timeout: `${intervalMs}ms` };
  await writeFile(config, stringify({ global: scrape, scrape_configs: scrapeConfigs }));
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--web.enable-remote-write-receiver",
  ];
  const child = spawn("prometheus", flags, { stdio: "ignore" });
  const close = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  await eventually(() => answers(`${url}/-/ready`), "Prometheus is ready").catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { url, close };
}

export async function startNodeExporter(): Promise<Started & { address: string }> {
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [`--web.listen-address=${address}`, "--collector.disable-defaults"];
  const collectors = ["cpu", "meminfo", "netdev"].map((name) => `--collector.${name}`);
  const child = spawn("prometheus-node-exporter", [...flags, ...collectors], { stdio: "ignore" });
  const url = `http://${address}`;
  const close = () => end(child);
  await eventually(() => answers(`${url}/metrics`), "node-exporter answers").catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { url, address, close };
}
