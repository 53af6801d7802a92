/** What Google Cloud refuses, the simulated control plane refuses too, with the same reason. */
import assert from "node:assert/strict";
import { withLab } from "../cloud-lab.ts";
import { bodies, build, DISK, ID, PARTS, type Part } from "./stack.ts";

/** Title, the request, its change, the reason or the message. */
const NEW: [string, Part, (body: any) => void, RegExp][] = [
  ["an MTU of 9000", "network", (b) => (b.mtu = 9000), /resource.mtu/],
  ["a network that does not exist", "subnetwork", (b) => (b.network += "x"), /cannot be found/],
  ["a range with host bits", "subnetwork", (b) => (b.ipCidrRange = "10.128.0.1/24"), /CIDR notation/],
  ["a range of four addresses", "subnetwork", (b) => (b.ipCidrRange = "10.128.0.0/30"), /29 or less/],
  ["a label with capitals", "external", (b) => (b.labels = { Stack: "a" }), /Label key/],
  ["a label's value with a dot", "external", (b) => (b.labels = { stack: "a.b" }), /Label value/],
  [
    "an external address in a subnetwork",
    "external",
    (b) => (b.subnetwork = ID.subnetwork),
    /not supported for external/,
  ],
  [
    "an internal address with a network tier",
    "internal",
    (b) => (b.networkTier = "PREMIUM"),
    /cannot be specified for internal/,
  ],
  ["an internal address that is reserved", "internal", (b) => (b.address = "10.128.0.1"), /outside the subnetwork/],
  ["a rule that neither allows nor denies", "firewall", (b) => delete b.allows, /Exactly one/],
  ["a rule that allows and denies", "firewall", (b) => (b.denies = b.allows), /Exactly one/],
  ["a rule without a source", "firewall", (b) => delete b.sourceRanges, /source_ranges/],
  ["a source with host bits", "firewall", (b) => (b.sourceRanges = ["203.0.113.7/24"]), /sourceRanges\[0\]/],
  ["a port of ICMP", "firewall", (b) => (b.allows = [{ protocol: "icmp", ports: ["8"] }]), /TCP, UDP, SCTP/],
  ["a port above 65535", "firewall", (b) => (b.allows[0].ports = ["70000"]), /between 0 and 65535/],
  ["a protocol that does not exist", "firewall", (b) => (b.allows[0].protocol = "http"), /IPProtocol/],
  ["a tag with capitals", "firewall", (b) => (b.targetTags = ["Worker"]), /targetTags\[0\]/],
  ["a priority above 65535", "firewall", (b) => (b.priority = 65_536), /priority/],
  [
    "a machine type that does not exist",
    "instance",
    (b) => (b.machineType = "e2-standard-5"),
    /does not exist in zone/,
  ],
  ["more cores than the quota", "instance", (b) => (b.machineType = "n2-standard-8"), /Quota 'N2_CPUS' exceeded/],
  [
    "an image that does not exist",
    "instance",
    (b) => (b.bootDisk.initializeParams.image = "ubuntu-os-cloud/ubuntu-9904"),
    /sourceImage/,
  ],
  [
    "a disk smaller than the image",
    "instance",
    (b) => (b.bootDisk.initializeParams.size = 5),
    /smaller than the image/,
  ],
  ["a type of disk that does not exist", "instance", (b) => (b.bootDisk.initializeParams.type = "pd-fast"), /diskType/],
  [
    "a subnetwork of another region",
    "instance",
    (b) => (b.networkInterfaces[0].subnetwork = ID.subnetwork.replace("europe-west1", "us-east1")),
    /cannot be found/,
  ],
  [
    "an address outside the subnetwork",
    "instance",
    (b) => (b.networkInterfaces[0].networkIp = "10.129.0.2"),
    /not in the range/,
  ],
  [
    "an external address that is not reserved",
    "instance",
    (b) => (b.networkInterfaces[0].accessConfigs[0].natIp = "203.0.113.200"),
    /was not found in region/,
  ],
  [
    "another network tier than the address's",
    "instance",
    (b) => (b.networkInterfaces[0].accessConfigs[0].networkTier = "STANDARD"),
    /network tier/,
  ],
  ["the same tag twice", "instance", (b) => (b.tags = ["a", "a"]), /unique/],
  ["metadata of 300 kB", "instance", (b) => (b.metadata.big = "x".repeat(300_000)), /262144/],
  [
    "a run time without an action at its end",
    "instance",
    (b) => delete b.scheduling.instanceTerminationAction,
    /termination action/,
  ],
  ["a run time of 10 s", "instance", (b) => (b.scheduling.maxRunDuration.seconds = 10), /between 30/],
  [
    "a restart of a machine with a limited run time",
    "instance",
    (b) => (b.scheduling.automaticRestart = true),
    /Automatic restart/,
  ],
  [
    "a spot machine that is migrated",
    "instance",
    (b) => Object.assign(b.scheduling, { provisioningModel: "SPOT", preemptible: true }),
    /onHostMaintenance/,
  ],
  [
    "a spot machine that is not preemptible",
    "instance",
    (b) => (b.scheduling.provisioningModel = "SPOT"),
    /preemptible/,
  ],
];

const CHANGED: typeof NEW = [
  [
    "another size of a running machine",
    "instance",
    (b) => (b.machineType = "e2-standard-2"),
    /must be in a stopped state/,
  ],
  ["another boot disk", "instance", (b) => (b.bootDisk.initializeParams.size = 100), /boot disk/],
  ["another run time", "instance", (b) => (b.scheduling.maxRunDuration.seconds = 7200), /run time/],
  ["another type of an address", "external", (b) => (b.description = "new"), /Only labels/],
];

const NAMES: [string, string, Part, object][] = [
  ["a name with capitals", ID.network.replace(/net$/, "Net"), "network", { code: "invalid" }],
  ["a project that cannot exist", ID.network.replace("my-project", "My_Project"), "network", { status: 404 }],
  [
    "a region that does not exist",
    ID.external.replace("europe-west1", "europe-west99"),
    "external",
    { code: "invalid" },
  ],
  ["a zone that does not exist", ID.instance.replace("west1-b", "west1-a"), "instance", { code: "invalid" }],
  ["a resource that exists", ID.external, "external", { status: 409, code: "alreadyExists" }],
  [
    "a subnetwork that overlaps with another",
    ID.subnetwork.replace("nodes", "more"),
    "subnetwork",
    /conflicts with existing/,
  ],
  ["a second machine with the same address", ID.instance.replace("worker", "other"), "instance", /already being used/],
];

describe("Google Cloud's control plane refuses", () => {
  for (const [title, part, change, message] of NEW)
    it(`${title}`, () =>
      withLab({ cores: { N2_CPUS: 4 } }, async (lab) => {
        const before = PARTS[PARTS.indexOf(part) - 1];
        if (before) await build(lab, before);
        const body = bodies()[part];
        change(body);
        await assert.rejects(lab.put(ID[part], body), message);
        assert.equal(lab.clouds.gcp.find(ID[part]), undefined, "nothing is recorded");
      }));

  for (const [title, part, change, message] of CHANGED)
    it(`${title}`, () =>
      withLab({}, async (lab) => {
        await build(lab);
        const body = bodies()[part];
        change(body);
        await assert.rejects(lab.patch(ID[part], body), message);
        await lab.patch(ID[part], bodies()[part]);
      }));

  for (const [title, id, part, error] of NAMES)
    it(`${title}`, () =>
      withLab({}, async (lab) => {
        await build(lab);
        await assert.rejects(lab.put(id, bodies()[part]), error);
      }));

  for (const [what, id] of Object.entries({ ...ID, disk: DISK }))
    if (what !== "instance" && what !== "firewall")
      it(`to delete the ${what} of an instance`, () =>
        withLab({}, async (lab) => {
          await build(lab);
          await assert.rejects(lab.delete(id), { status: 400, code: "resourceInUseByAnotherResource" });
        }));

  it("to change or delete what does not exist", () =>
    withLab({}, async (lab) => {
      await assert.rejects(lab.patch(ID.network, bodies().network), { status: 404, code: "notFound" });
      await assert.rejects(lab.delete(ID.network), { status: 404, code: "notFound" });
    }));

  it("to delete a protected instance", () =>
    withLab({}, async (lab) => {
      await build(lab, "firewall");
      await lab.put(ID.instance, { ...bodies().instance, deletionProtection: true });
      await assert.rejects(lab.delete(ID.instance), /protected against deletion/);
    }));
});
