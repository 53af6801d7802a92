/** The outputs that providers would compute for a stack on real machines, as few as the program needs. */
import type { ComputedTables } from "@stackmark/engine/record";

export const TOKEN = "ag3ntT0ken";
export const PRIVATE_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nPRIVATE\n-----END OPENSSH PRIVATE KEY-----\n";
export const KUBECONFIG =
  "apiVersion: v1\nclusters:\n  - cluster:\n      server: https://127.0.0.1:6443\nusers:\n  - user:\n      client-key-data: KEY-DATA\n";

const dynamic = (type: string): string => `pulumi-nodejs:dynamic/stackmark:${type}`;
/** An address for each name, the same in every recording. */
const addressOf = (prefix: string, name: string): string =>
  `${prefix}.${1 + ([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) % 250)}`;

const answers: [RegExp, string][] = [
  [/^k3s-server$/, '{"changed":true,"createMs":10,"readyMs":20}'],
  [/^k3s-agent-token$/, `K10${"a".repeat(64)}::node:${TOKEN}`],
  [/^k3s-kubeconfig$/, KUBECONFIG],
  [/-identity$/, "0123456789abcdef"],
  [/-forget$/, '{"forgotten":false}'],
  [/-join$/, '{"changed":true,"createMs":30}'],
  [/-ready$/, '{"readyMs":40}'],
];

export const computed: ComputedTables = {
  resources: {
    "command:remote:Command": ({ name }) => ({
      stdout: answers.find(([pattern]) => pattern.test(name))?.[1] ?? "",
      stderr: "",
    }),
    [dynamic("Expiry")]: {
      expiresAt: "2026-03-01T12:00:00.000Z",
      label: "2026-03-01t1200z",
      clock: "1200",
      deployment: "d3adb33f",
    },
    [dynamic("SshKey")]: ({ name }) => ({ privateKey: PRIVATE_KEY, publicKey: `ssh-ed25519 AAAA ${name}` }),
    [dynamic("ClusterTokens")]: { serverToken: "s3rverT0ken", agentToken: TOKEN },
    [dynamic("GrafanaPassword")]: { password: "gr4f4na" },
    [dynamic("Rollout")]: ({ inputs }) => ({
      placement: [{ service: "frontend", replica: 0, node: (inputs.nodes as string[]).at(-1)! }],
      podsPerNode: Object.fromEntries((inputs.nodes as string[]).map((node) => [node, 1])),
      entryNode: (inputs.nodes as string[]).at(-1)!,
      readyMs: 50,
    }),
    [dynamic("EntryTarget")]: {
      target: { selector: { tier: "web" }, port: 80, targetPort: "http", deployment: "catalog-api" },
    },
    [dynamic("Reschedule")]: {
      before: [],
      after: [],
      durationMs: 60,
      probes: { sent: 1, failed: 0, longestOutageMs: 0, firstFailure: null },
    },
    [dynamic("Preflight")]: { findings: [], facts: [], roundTrips: [] },
    [dynamic("LoadRun")]: { status: "complete", output: null },
    [dynamic("ManualJoin")]: { waitedMs: 70 },
    "azure-native:resources:ResourceGroup": ({ inputs }) => ({ name: inputs.resourceGroupName! }),
    "azure-native:network:NetworkSecurityGroup": ({ inputs }) => ({ name: inputs.networkSecurityGroupName! }),
    "azure-native:network:VirtualNetwork": ({ inputs }) => ({ name: inputs.virtualNetworkName! }),
    "azure-native:compute:VirtualMachine": ({ name }) => ({ vmId: `${name}-vm-id` }),
    "gcp:compute/instance:Instance": ({ name }) => ({ instanceId: `${name}-instance-id` }),
    "azure-native:network:PublicIPAddress": ({ name }) => ({ ipAddress: addressOf("198.51.100", name) }),
    "azure-native:network:NetworkInterface": ({ name, inputs }) => ({
      ipConfigurations: (inputs.ipConfigurations as object[]).map((each) => ({
        ...each,
        privateIPAddress: addressOf("10.64.0", name),
      })),
    }),
    "gcp:compute/address:Address": ({ name, inputs }) => ({
      address: addressOf(inputs.addressType === "INTERNAL" ? "10.128.0" : "203.0.113", name),
    }),
    "pulumi:pulumi:StackReference": { outputs: { endpoints: { echo: "http://192.0.2.200:30080" } } },
    "kubernetes:helm.sh/v3:Release": { status: { revision: 1 } },
  },
};
