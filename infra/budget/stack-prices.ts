/** The prices of a planned stack, item by item. Pure. */
import type { Price, PriceSource } from "../../results/schema/prices.ts";
import type { Machine } from "../topology/nodes.ts";
import type { ClusterPlan, MachineNode, OwnPrices } from "../topology/plan.ts";
import { HOURS_OF_MONTH, INTERNET_GB, LIST_PRICES } from "./list-prices.ts";

type KnownPrice = { usd: number; source: PriceSource } | null;
type PricedItem = OwnPrices[number]["what"];

const OWN_SOURCE: PriceSource = { url: "budget.prices of the stack's configuration", asOf: null };
/** Azure bills disks by the next power of two; this is the smallest one. */
const LEAST_AZURE_DISK_GIB = 32;

/** Prices of real machines. Emulated nodes have none. */
export function stackPrices({ nodes, kubernetes, ownPrices: own }: ClusterPlan): Price[] {
  const { isAcrossWan, entry } = kubernetes;
  const path = isAcrossWan
    ? "internet"
    : new Set(nodes.map(({ machine }) => networkOf(machine))).size > 1
      ? "far"
      : "near";
  return nodes.flatMap((node) => {
    const { machine } = node;
    const item = (kind: Price["kind"], per: Price["per"], what: string, known: KnownPrice): Price => ({
      kind,
      node: node.name,
      what,
      per,
      usd: known?.usd ?? null,
      source: known?.source ?? null,
    });
    const hourly = (kind: "machine" | "disk" | "address", what: string, known: KnownPrice) =>
      item(kind, "hour", `${what}${placeOf(machine)}`, known);
    const disk = diskOf(machine, own);
    return [
      hourly("machine", node.size, machinePrice(node, machine, own)),
      ...(disk ? [hourly("disk", `disk of ${disk.gib} GiB`, disk.known)] : []),
      ...(machine.kind === "existing" ? [] : [hourly("address", "public address", addressPrice(machine, own))]),
      ...(nodes.length > 1
        ? [
            item(
              "between-nodes",
              "GB",
              `traffic to other nodes${TRAFFIC_PATHS[path]}`,
              betweenPrice(machine, path, own),
            ),
          ]
        : []),
      ...(entry.nodes.includes(node.name)
        ? [item("to-users", "GB", "traffic to the internet", transferPrice(machine, own))]
        : []),
    ];
  });
}

/** Path of traffic between nodes. `near`: not billed, within a region of Azure or a zone of Google Cloud. */
type TrafficPath = "internet" | "far" | "near";
const TRAFFIC_PATHS: Record<TrafficPath, string> = {
  internet: ", over the internet",
  far: ", between zones or regions",
  near: "",
};

const networkOf = (machine: Machine): string =>
  machine.kind === "existing" ? "" : `${machine.kind} ${machine.kind === "gcp" ? machine.zone : machine.region}`;

const regionOf = (machine: Machine): string | null => (machine.kind === "existing" ? null : machine.region);
const placeOf = (machine: Machine): string =>
  machine.kind === "existing" ? " (existing machine)" : ` in ${machine.kind} ${machine.region}`;

function ownPrice(machine: Machine, what: PricedItem, own: OwnPrices): KnownPrice {
  const region = regionOf(machine);
  const configured = own.find(
    (price) =>
      price.cloud === machine.kind && price.what === what && (price.region === undefined || price.region === region),
  );
  return configured ? { usd: configured.usd, source: OWN_SOURCE } : null;
}

const listOf = (machine: Machine) =>
  machine.kind === "existing" ? undefined : LIST_PRICES[machine.kind][machine.region];

/** Lists have no prices of spot VMs, because they change every hour. */
function machinePrice({ size }: MachineNode, machine: Machine, own: OwnPrices): KnownPrice {
  const isSpot = machine.kind !== "existing" && machine.isSpot;
  const list = isSpot ? undefined : listOf(machine);
  const usd = list?.machines[size];
  const configured = ownPrice(machine, size, own);
  if (configured || !list || usd === undefined) return configured;
  return { usd, source: { ...list.source, ...(list.areMachinesDoubtful ? { isDoubtful: true } : {}) } };
}

function diskOf(machine: Machine, own: OwnPrices): { gib: number; known: KnownPrice } | null {
  if (machine.kind === "existing") return null;
  const gib =
    machine.kind === "azure"
      ? Math.max(LEAST_AZURE_DISK_GIB, 2 ** Math.ceil(Math.log2(machine.diskGiB)))
      : machine.diskGiB;
  const list = listOf(machine);
  const month =
    ownPrice(machine, "disk", own) ??
    (list?.diskGiBMonth === undefined ? null : { usd: list.diskGiBMonth, source: list.source });
  return { gib, known: month && { ...month, usd: (month.usd * gib) / HOURS_OF_MONTH } };
}

function addressPrice(machine: Machine, own: OwnPrices): KnownPrice {
  const list = listOf(machine);
  return (
    ownPrice(machine, "address", own) ??
    (list?.addressHour === undefined ? null : { usd: list.addressHour, source: list.source })
  );
}

function betweenPrice(machine: Machine, path: TrafficPath, own: OwnPrices): KnownPrice {
  if (path === "internet" || machine.kind === "existing") return transferPrice(machine, own);
  return path === "near" ? { usd: 0, source: INTERNET_GB[machine.kind].source } : null;
}

function transferPrice(machine: Machine, own: OwnPrices): KnownPrice {
  return ownPrice(machine, "transfer", own) ?? (machine.kind === "existing" ? null : INTERNET_GB[machine.kind]);
}
