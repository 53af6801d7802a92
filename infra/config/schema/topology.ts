/** The section `topology`: machines, networks and K3s. */
import { z } from "zod";
import { CLUSTER_DEFAULTS } from "../../k3s/defaults.ts";
import { clusterSchema } from "./cluster.ts";
import { cidr, url } from "./names.ts";
import { nodeSchema } from "./node.ts";

const linkSchema = z.strictObject({
  between: z.tuple([z.string(), z.string()]).describe("Names of the two nodes."),
  oneWayDelayMs: z.number().min(0).max(10_000).describe("Delay in each direction, in milliseconds."),
  jitterMs: z
    .number()
    .min(0)
    .max(10_000)
    .default(0)
    .describe("The delay varies uniformly by up to ± this value, in milliseconds."),
  bandwidthMbitPerS: z.number().min(0.1).max(100_000).default(1000).describe("Limit of each direction, in Mbit/s."),
});

const PROJECT = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

const azureSchema = z.strictObject({
  region: z.string().min(1).max(40).default("westeurope").describe("Region of nodes without a region."),
});

const gcpSchema = z.strictObject({
  project: z
    .string()
    .regex(PROJECT, "a project ID: 6 to 30 lower-case letters, digits and '-'")
    .optional()
    .describe(
      "Required for `gcp` nodes: ID of the project in which machines are created. `plan` shows `<unset>` if missing.",
    ),
  region: z.string().min(1).max(40).default("europe-west1").describe("Region of nodes without a region."),
});

const k3sSchema = z.strictObject({
  version: z
    .string()
    .regex(/^v\d+\.\d+\.\d+(-[a-z0-9.]+)?\+k3s\d+$/, "a release such as v1.35.5+k3s1")
    .default(CLUSTER_DEFAULTS.version)
    .describe("Release of K3s on all nodes."),
  installerSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")
    .optional()
    .describe("Required SHA-256 of the install script."),
  installerUrl: url.optional().describe("URL of the install script, if you use a mirror."),
  artifactUrl: url.optional().describe("Base URL of `<version>/k3s` and its checksums, if you use a mirror."),
  airGapInstallerPath: z
    .string()
    .startsWith("/", "must be an absolute path")
    .optional()
    .describe(
      "Path of the install script on air-gapped machines. They must already have all files; nothing is downloaded.",
    ),
  disable: z
    .array(z.string().min(1))
    .default([...CLUSTER_DEFAULTS.disable])
    .describe("Packaged components that are disabled."),
  registryMirrors: z
    .record(z.string().min(1), z.array(url).min(1))
    .default({})
    .describe("Mirrors of each image registry, in order of use."),
});

export const topologySchema = z.strictObject({
  nodes: z
    .array(nodeSchema)
    .max(32)
    .default([])
    .describe("The machines of the cluster. Required, except with `cluster` or `workload.url`."),
  cluster: clusterSchema
    .optional()
    .describe("A Kubernetes cluster that is already there, instead of `nodes`; `{}` is the one that kubectl uses."),
  links: z
    .array(linkSchema)
    .default([])
    .describe("`local` nodes: network links between pairs of nodes. A pair without an entry has a link without delay."),
  overlay: z
    .enum(["vxlan", "wireguard-native"])
    .default("vxlan")
    .describe("Overlay network of pods. `vxlan` is not encrypted."),
  podCidr: cidr.default(CLUSTER_DEFAULTS.podCidr).describe("Address range of pods."),
  serviceCidr: cidr.default(CLUSTER_DEFAULTS.serviceCidr).describe("Address range of services."),
  mtu: z
    .int()
    .min(1280)
    .max(1500)
    .optional()
    .describe(
      "MTU of the narrowest network between two nodes, in bytes. Default: 1500 in one network, 1400 if nodes join over the internet.",
    ),
  networks: z
    .record(z.string().min(1), cidr)
    .default({})
    .describe("Address ranges of regions, instead of those in the table below."),
  azure: azureSchema.prefault({}),
  gcp: gcpSchema.prefault({}),
  k3s: k3sSchema.prefault({}),
  expiresAfterH: z
    .number()
    .min(0.1)
    .max(720)
    .default(4)
    .describe("Hours after the first `up` until VMs in clouds shut down automatically."),
});
