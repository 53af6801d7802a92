/** The prices of a planned stack, item by item. Pure. */
import type { Price, PriceSource } from "../../results/schema/prices.ts";
import type { Machine, PlannedMachine } from "../topology/nodes.ts";
import type { ClusterPlan, OwnPrices } from "../topology/plan.ts";
import { HOURS_OF_MONTH, LIST_PRICES, TRAFFIC_SOURCES } from "./list-prices.ts";
import type { PriceTable, Quote, RegionPrices } from "./quotes.ts";

type KnownPrice = Quote | null;
type PricedItem = OwnPrices[number]["what"];

const OWN_SOURCE: PriceSource = { url: "budget.prices of the stack's configuration", asOf: null };
/** Azure bills disks by the next power of two; this is the smallest one. */
const LEAST_AZURE_DISK_GIB = 32;

/** Prices of real machines. Emulated nodes have none. */
export function stackPrices(plan: ClusterPlan, table: PriceTable = LIST_PRICES): Price[] {
  const { nodes, generators, kubernetes } = plan;
  const { isAcrossWan, entry } = kubernetes;
  const path = isAcrossWan
    ? "internet"
    : new Set(nodes.map(({ machine }) => networkOf(machine))).size > 1
      ? "far"
      : "near";
  return [...nodes, ...generators].flatMap((node) => {
    const { machine } = node;
    const isNode = nodes.some(({ name }) => name === node.name);
    const lists: Lists = { own: plan.ownPrices, region: regionPrices(machine, table) };
    const item = (kind: Price["kind"], per: Price["per"], what: string, known: KnownPrice): Price => ({
      kind,
      staysBilled: per === "hour" ? staysBilled(machine, kind) : undefined,
      node: node.name,
      what,
      per,
      usd: known?.usd ?? null,
      source: known?.source ?? null,
    });
    const hourly = (kind: "machine" | "disk" | "address", what: string, known: KnownPrice) =>
      item(kind, "hour", `${what}${placeOf(machine)}`, known);
    const disk = diskOf(machine, lists);
    return [
      hourly("machine", node.size, machinePrice(node, machine, lists)),
      ...(disk ? [hourly("disk", `disk of ${disk.gib} GiB`, disk.known)] : []),
      ...(machine.kind === "existing" ? [] : [hourly("address", "public address", addressPrice(machine, lists))]),
      ...(isNode && nodes.length > 1
        ? [
            item(
              "between-nodes",
              "GB",
              `traffic to other nodes${TRAFFIC_PATHS[path]}`,
              betweenPrice(machine, path, lists),
            ),
          ]
        : []),
      ...(entry.nodes.includes(node.name)
        ? [item("to-users", "GB", "traffic to the internet", transferPrice(machine, lists))]
        : []),
    ];
  });
}

/**
 * What stays billed once VMs have shut down: Azure stops its machines and keeps disks and addresses; Google deletes
 * machines with their disks, and keeps addresses. Existing machines go on.
 */
function staysBilled({ kind: cloud }: Machine, kind: Price["kind"]): boolean {
  if (cloud === "existing") return true;
  return cloud === "azure" ? kind !== "machine" : kind === "address";
}

/** Where a machine's prices are looked up. */
interface Lists {
  own: OwnPrices;
  region: RegionPrices | undefined;
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

/** `null`: it is in no cloud. */
export const regionOf = (machine: Machine): string | null => (machine.kind === "existing" ? null : machine.region);
const placeOf = (machine: Machine): string =>
  machine.kind === "existing" ? " (existing machine)" : ` in ${machine.kind} ${machine.region}`;

function ownPrice(machine: Machine, what: PricedItem, { own }: Lists): KnownPrice {
  const region = regionOf(machine);
  const configured = own.find(
    (price) =>
      price.cloud === machine.kind && price.what === what && (price.region === undefined || price.region === region),
  );
  return configured ? { usd: configured.usd, source: OWN_SOURCE } : null;
}

const regionPrices = (machine: Machine, table: PriceTable): RegionPrices | undefined =>
  machine.kind === "existing" ? undefined : table[machine.kind][machine.region];

/** Lists have no prices of spot VMs, because they change every hour. */
function machinePrice({ size }: PlannedMachine, machine: Machine, lists: Lists): KnownPrice {
  const isSpot = machine.kind !== "existing" && machine.isSpot;
  return ownPrice(machine, size, lists) ?? (isSpot ? null : (lists.region?.machines[size] ?? null));
}

function diskOf(machine: Machine, lists: Lists): { gib: number; known: KnownPrice } | null {
  if (machine.kind === "existing") return null;
  const gib =
    machine.kind === "azure"
      ? Math.max(LEAST_AZURE_DISK_GIB, 2 ** Math.ceil(Math.log2(machine.diskGiB)))
      : machine.diskGiB;
  const month = ownPrice(machine, "disk", lists) ?? lists.region?.diskGiBMonth ?? null;
  return { gib, known: month && { ...month, usd: (month.usd * gib) / HOURS_OF_MONTH } };
}

const addressPrice = (machine: Machine, lists: Lists): KnownPrice =>
  ownPrice(machine, "address", lists) ?? lists.region?.addressHour ?? null;

function betweenPrice(machine: Machine, path: TrafficPath, lists: Lists): KnownPrice {
  if (path === "internet" || machine.kind === "existing") return transferPrice(machine, lists);
  return path === "near" ? { usd: 0, source: TRAFFIC_SOURCES[machine.kind] } : null;
}

const transferPrice = (machine: Machine, lists: Lists): KnownPrice =>
  ownPrice(machine, "transfer", lists) ?? lists.region?.internetGB ?? null;
