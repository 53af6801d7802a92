import assert from "node:assert/strict";
import fc from "fast-check";
import { deletions, expiredStacks, firewallRulesOf, isAlive } from "../../../cli/clouds/expired.ts";
import { gcpTags, type CloudResource } from "../../../cli/clouds/scope.ts";
import { descriptionOf } from "../../../infra/catalog/tags.ts";

const NOW = Date.UTC(2026, 10, 30, 12);
const GROUP = "/subscriptions/s/resourceGroups/stackmark-single";
const TAGS = { "stackmark-stack": "single", "stackmark-run": "0a1b2c3d", "stackmark-expires": "2026-11-30t1000z" };

const azure = (path: string, tags: Record<string, string> = TAGS): CloudResource => {
  const kind = path === "" ? "Microsoft.Resources/resourceGroups" : path.split("/").slice(1, -1).join("/");
  return { cloud: "azure", id: `${GROUP}${path}`, kind, tags };
};
const google = (name: string, tags: Record<string, string> = TAGS, kind = "instances"): CloudResource => ({
  ...{ cloud: "gcp", kind, tags },
  id: `projects/p/zones/z/${kind}/${name}`,
});

const group = azure("");
const vm = azure("/providers/Microsoft.Compute/virtualMachines/server");
const disk = azure("/providers/Microsoft.Compute/disks/server-os", {});
const subnet = azure("/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes", {});
const network = azure("/providers/Microsoft.Network/virtualNetworks/net");
const ids = (resources: readonly CloudResource[]): string[] => resources.map(({ id }) => id);

describe("what expired stacks have left", () => {
  it("is found by all three tags, once its time has come", () => {
    const [stack, ...others] = expiredStacks([group, vm, google("worker")], NOW);
    assert.deepEqual(others, []);
    assert.deepEqual([stack!.tag, stack!.run, stack!.expiresAtMs], ["single", "0a1b2c3d", Date.UTC(2026, 10, 30, 10)]);
    assert.equal(stack!.resources.length, 3);
    assert.deepEqual(expiredStacks([group], Date.UTC(2026, 10, 30, 9, 59)), []);
  });

  it("deployments of a stack are separate", () => {
    const other = { ...TAGS, "stackmark-run": "ffffffff" };
    assert.equal(expiredStacks([vm, google("worker", other)], NOW).length, 2);
  });

  it("nothing of a neighbour with nearly equal tags is ever found or deleted", () => {
    const near = fc.constantFrom<Record<string, string>>(
      {},
      { "stackmark-stack": "single" },
      { "stackmark-stack": "single", "stackmark-run": "0a1b2c3d" },
      { ...TAGS, "stackmark-run": "0a1b2c3" },
      { ...TAGS, "stackmark-run": "not-hexa" },
      { ...TAGS, "stackmark-stack": "" },
      { ...TAGS, "stackmark-stack": "Single" },
      { ...TAGS, "stackmark-expires": "2026-11-30" },
      { ...TAGS, "stackmark-expires": "2026-12-30t1000z" },
      { ...TAGS, "stackmark-expires": "never" },
      { ...TAGS, "stackmark-expires": "2025-13-01t1000z" },
      { ...TAGS, "stackmark-expires": "2026-02-30t2560z" },
      { "Stackmark-Stack": "single", "stackmark-run": "0a1b2c3d", "stackmark-expires": "2026-11-30t1000z" },
      { "stackmark-stacks": "single", "stackmark-run": "0a1b2c3d", "stackmark-expires": "2026-11-30t1000z" },
    );
    const place = fc.constantFrom(
      (tags: Record<string, string>) => azure("/providers/Microsoft.Compute/disks/precious", tags),
      (tags: Record<string, string>) => azure("/providers/Microsoft.Compute/virtualMachines/theirs", tags),
      (tags: Record<string, string>) => google("stackmark-single-worker", tags),
      (tags: Record<string, string>) => google("single", tags, "addresses"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(place, near), { maxLength: 6 }), (neighbours) => {
        const theirs = neighbours.map(([make, tags], i) => {
          const made = make(tags);
          return { ...made, id: `${made.id}-${i}` };
        });
        const all = [group, vm, disk, network, subnet, google("worker"), ...theirs];
        const planned = expiredStacks(all, NOW).flatMap((stack) => deletions(stack, all));
        for (const each of theirs) {
          assert.ok(!ids(planned).includes(each.id));
          // A group goes with all that is in it.
          if (each.cloud === "azure") assert.ok(!ids(planned).includes(group.id), JSON.stringify(each.tags));
        }
        assert.ok(ids(planned).includes(google("worker").id));
      }),
    );
  });

  it("a resource group goes whole, with disks and subnets that have no tags", () => {
    const all = [group, network, vm, disk, subnet];
    assert.deepEqual(ids(deletions(expiredStacks(all, NOW)[0]!, all)), [group.id]);
  });

  it("a resource group that holds something else stays, and its own resources go one by one", () => {
    const all = [group, network, vm, azure("/providers/Microsoft.Compute/disks/server-os-copy", {})];
    assert.deepEqual(ids(deletions(expiredStacks(all, NOW)[0]!, all)), [vm.id, network.id]);
  });

  it("machines go before what they use", () => {
    const all = [google("address", TAGS, "addresses"), google("disk", TAGS, "disks"), google("worker")];
    assert.deepEqual(
      deletions(expiredStacks(all, NOW)[0]!, all).map(({ kind }) => kind),
      ["instances", "disks", "addresses"],
    );
  });

  it("a stack of which another deployment has not expired is alive", () => {
    const live = { ...TAGS, "stackmark-run": "ffffffff", "stackmark-expires": "2026-12-01t1000z" };
    assert.deepEqual([isAlive("single", [vm], NOW), isAlive("single", [vm, google("x", live)], NOW)], [false, true]);
    assert.equal(isAlive("single", [google("x", { "stackmark-stack": "single" })], NOW), true, "who knows");
  });
});

describe("Google's networks, which have no labels", () => {
  const network = (name: string, description: string, place = "global/networks"): CloudResource => {
    const id = `projects/p/${place}/${name}`;
    return { cloud: "gcp", kind: "networks", id, tags: gcpTags(id, { description }) };
  };
  const ours = network("stackmark-single-network", descriptionOf(TAGS));
  const planned = (all: readonly CloudResource[]) =>
    ids(expiredStacks(all, NOW).flatMap((stack) => deletions(stack, all)));

  it("are found by their description, also if nothing else is left of the stack", () => {
    const subnet = network("stackmark-single-us-central1", descriptionOf(TAGS), "regions/us-central1/subnetworks");
    assert.deepEqual(planned([ours, subnet]).sort(), [ours.id, subnet.id].sort());
    assert.deepEqual(planned([network("stackmark-single-network", "of an older version")]), []);
  });

  it("name the firewall rules in them, in the same project", () => {
    const odd = network("stackmark-my-stack-network-0a1b2c", descriptionOf(TAGS));
    const rules = firewallRulesOf({ resources: [odd, vm] });
    assert.ok(rules.includes("projects/p/global/firewalls/stackmark-my-stack-network-0a1b2c-allow-ssh"), rules.join());
    assert.ok(rules.every((id) => id.startsWith("projects/p/global/firewalls/stackmark-my-stack-network-0a1b2c-")));
    const subnet = network("stackmark-single-us-central1", descriptionOf(TAGS), "regions/us-central1/subnetworks");
    assert.deepEqual(firewallRulesOf({ resources: [subnet, google("worker")] }), []);
  });

  it("of others are never found or deleted, however similar their names and descriptions are", () => {
    const expired = descriptionOf(TAGS);
    const later = descriptionOf({ ...TAGS, "stackmark-expires": "2026-12-30t1000z" });
    const alike = [
      ...["network", "single-network", "Stackmark-single-network", "stackmarks-single-network"].map((name) => [
        name,
        expired,
      ]),
      ...[
        "",
        "stackmark",
        "stackmark-stack=single",
        later,
        ` ${expired}`,
        `${expired}.`,
        expired.replace("0a1b2c3d", "x"),
      ].map((text) => ["stackmark-single-network", text]),
    ] as [string, string][];
    const neighbour = fc.oneof(
      fc.constantFrom(...alike),
      // Any name that is not of this project, and any description that is not of a stack.
      fc.tuple(
        fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/).filter((name) => !name.startsWith("stackmark-")),
        fc.constantFrom(expired, later),
      ),
      fc.tuple(fc.stringMatching(/^stackmark-[a-z0-9-]{1,30}$/), fc.string()),
    );
    fc.assert(
      fc.property(fc.array(neighbour, { maxLength: 6 }), (neighbours) => {
        const theirs = neighbours.map(([name, text], i) => {
          const { id, ...rest } = network(name, text);
          return { ...rest, id: id.replace("projects/p/", `projects/theirs-${i}/`) };
        });
        assert.deepEqual(planned([ours, ...theirs]), [ours.id]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a sweep of clouds that many stacks share", () => {
  interface Made {
    stack: string;
    run: string;
    isExpired: boolean;
    /** What others have put into its resource group, or taken away from the tags of its own resources. */
    guest: "none" | "untagged" | "other run" | "not expired";
    /** Zones of its machines in Google Cloud. */
    zones: string[];
  }
  const made: fc.Arbitrary<Made> = fc.record({
    stack: fc.constantFrom("single", "single2", "single-2", "multi"),
    run: fc.constantFrom("0a1b2c3d", "ffffffff"),
    isExpired: fc.boolean(),
    guest: fc.constantFrom("none", "untagged", "other run", "not expired"),
    zones: fc.uniqueArray(fc.constantFrom("us-central1-a", "europe-west1-b", "asia-east1-c")),
  });
  const tagsOf = ({ stack, run, isExpired }: Made): Record<string, string> => ({
    "stackmark-stack": stack,
    "stackmark-run": run,
    "stackmark-expires": isExpired ? "2026-11-30t1000z" : "2026-12-30t1000z",
  });
  const GUESTS: Record<Made["guest"], (tags: Record<string, string>) => Record<string, string> | undefined> = {
    none: () => undefined,
    untagged: () => ({}),
    "other run": (tags) => ({ ...tags, "stackmark-run": "12345678" }),
    "not expired": (tags) => ({ ...tags, "stackmark-expires": "2099-01-01t0000z" }),
  };
  /** One group and any number of machines a stack, and a guest in its group. */
  const resourcesOf = (each: Made): CloudResource[] => {
    const tags = tagsOf(each);
    const at = (path: string, own: Record<string, string>): CloudResource => {
      const inGroup = azure(path, own);
      return { ...inGroup, id: inGroup.id.replace(GROUP, `/subscriptions/s/resourceGroups/stackmark-${each.stack}`) };
    };
    const guestTags = GUESTS[each.guest](tags);
    return [
      at("", tags),
      at("/providers/Microsoft.Compute/virtualMachines/server", tags),
      at("/providers/Microsoft.Compute/disks/server-os", {}),
      ...(guestTags ? [at("/providers/Microsoft.Compute/disks/precious", guestTags)] : []),
      ...each.zones.map((zone) => ({
        ...google(each.stack, tags),
        id: `projects/p/zones/${zone}/instances/${each.stack}`,
      })),
    ];
  };

  it("deletes all that has expired, and nothing that is not, by its own tags, of an expired deployment", () => {
    const worlds = fc.uniqueArray(made, { selector: ({ stack }) => stack, maxLength: 4 });
    fc.assert(
      fc.property(worlds, (stacks) => {
        const all = stacks.flatMap(resourcesOf);
        const planned = ids(expiredStacks(all, NOW).flatMap((stack) => deletions(stack, all)));
        const isGone = (id: string): boolean => planned.some((each) => id === each || id.startsWith(`${each}/`));
        for (const each of stacks)
          for (const { id, tags } of resourcesOf(each)) {
            const isItsOwn =
              tags["stackmark-run"] === each.run && tags["stackmark-expires"] === tagsOf(each)["stackmark-expires"];
            const isGroupOrDisk = id.endsWith(`stackmark-${each.stack}`) || id.endsWith("-os");
            // Whoever has put something into the group keeps it, and with it the group and what has no tags.
            const staysWithGuest = isGroupOrDisk && each.guest !== "none";
            const mustGo = each.isExpired && !staysWithGuest && (isItsOwn || id.endsWith("-os"));
            const isOtherDeployment = each.isExpired && each.guest === "other run" && id.endsWith("precious");
            assert.equal(isGone(id), mustGo || isOtherDeployment, `${id} ${JSON.stringify(each)}`);
          }
      }),
      { numRuns: 500 },
    );
  });
});
