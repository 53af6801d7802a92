/** What the lab's images are made of, by archive. */
import { join } from "node:path";
import type { Image, Layer } from "./archive.ts";
import { binary } from "./binary.ts";
import type { LayerEntry } from "./layer.ts";
import { IMAGES, shopImages } from "./names.ts";
import type { PartName, Parts } from "./parts.ts";
import { program } from "./program.ts";

export interface ArchiveContent {
  /** The programs that `images` takes. */
  parts: readonly PartName[];
  /** Left out where one of these is not there. */
  isOptional?: true;
  images(parts: Parts): Image[];
}

/** What programs expect of a system: users, where names are looked up, and a folder for temporary files. */
const SYSTEM: Layer = [
  { kind: "text", path: "etc/passwd", text: "root:x:0:0:root:/:\nnobody:x:65534:65534:nobody:/:\n" },
  { kind: "text", path: "etc/group", text: "root:x:0:\nnogroup:x:65534:\n" },
  { kind: "text", path: "etc/nsswitch.conf", text: "hosts: files dns\n" },
  { kind: "folder", path: "tmp", mode: 0o1777 },
];

const COMMANDS = ["[", "cat", "grep", "httpd", "ls", "nc", "sed", "sh", "sleep"];

/** A shell and a few commands. */
export const busyboxLayer = ({ busybox }: Pick<Parts, "busybox">): Layer => [
  ...SYSTEM,
  ...binary(busybox, "bin/busybox"),
  ...COMMANDS.map((name): LayerEntry => ({ kind: "link", path: `bin/${name}`, target: "busybox" })),
];

/** An image of one program. */
const single = (name: string, from: string, path: string): Image => ({
  name,
  layers: [SYSTEM, binary(from, path)],
  entrypoint: [`/${path}`],
});

const NODE = "usr/local/bin/node";
const ENTRY = "lab/images/storefront/entry";
const OPERATOR = "lab/images/monitoring/operator/main";

const nodeLayer = (): Layer => [...SYSTEM, ...binary(process.execPath, NODE)];

/** The storefront's services under the names of Online Boutique's. */
function boutiqueImages(): Image[] {
  const node = nodeLayer();
  const shop: Layer = program(`${ENTRY}.ts`, "app");
  return Object.entries(shopImages()).map(([service, name]) => ({
    name,
    layers: [node, shop],
    entrypoint: [`/${NODE}`, `/app/${ENTRY}.js`, service],
  }));
}

/** Programs that K3s itself runs. */
function systemImages(parts: Parts): Image[] {
  const layers = [busyboxLayer(parts)];
  return [
    { name: IMAGES.busybox, layers, entrypoint: ["/bin/sh"] },
    { name: IMAGES.pause, layers, entrypoint: ["/bin/sleep", "2147483647"] },
    single(IMAGES.coredns, parts.coredns, "coredns"),
    single(IMAGES.metricsServer, parts["metrics-server"], "metrics-server"),
  ];
}

/** The first process of a container ignores signals without a handler. */
const SERVE_PAGES = "trap 'exit 0' TERM; httpd -f -p 3000 -h /www & wait";

function monitoringImages(parts: Parts): Image[] {
  const own = (name: string): string => join(import.meta.dirname, "monitoring", name);
  const busybox = busyboxLayer(parts);
  const grafana: Layer = [
    { kind: "file", path: "www/index.html", from: own("grafana.html"), mode: 0o644 },
    { kind: "text", path: "www/api/health", text: '{"database":"ok","version":"stand-in"}\n' },
  ];
  return [
    single(IMAGES.prometheus, parts.prometheus, "bin/prometheus"),
    { name: IMAGES.grafana, layers: [busybox, grafana], entrypoint: ["/bin/sh", "-c", SERVE_PAGES] },
    {
      name: IMAGES.operator,
      layers: [nodeLayer(), program(`${OPERATOR}.ts`, "app")],
      entrypoint: [`/${NODE}`, `/app/${OPERATOR}.js`],
    },
    single(IMAGES.nodeExporter, parts["node-exporter"], "bin/node_exporter"),
    single(IMAGES.kubeStateMetrics, parts["kube-state-metrics"], "kube-state-metrics"),
  ];
}

/** Node alone: its programs come with their pods. */
const nodeImages = (): Image[] => [{ name: IMAGES.node, layers: [nodeLayer()], entrypoint: [`/${NODE}`] }];

/** By the name of the archive. */
export const ARCHIVES = {
  system: { parts: ["busybox", "coredns", "metrics-server"], images: systemImages },
  boutique: { parts: [], images: boutiqueImages },
  node: { parts: [], images: nodeImages },
  monitoring: { parts: ["busybox", "kube-state-metrics", "node-exporter", "prometheus"], images: monitoringImages },
  recommender: {
    parts: ["vpa-recommender"],
    isOptional: true,
    images: (parts) => [single(IMAGES.recommender, parts["vpa-recommender"], "recommender")],
  },
} as const satisfies Record<string, ArchiveContent>;

export type ArchiveName = keyof typeof ARCHIVES;
