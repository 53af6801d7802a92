import assert from "node:assert/strict";
import fc from "fast-check";
import type { ResourceState } from "../../../engine/model.ts";
import { DependencyGraph } from "../../../engine/resource/dependency-graph.ts";

const resource = (name: string, more: Partial<ResourceState> = {}): ResourceState => ({
  urn: name,
  custom: true,
  type: "t",
  ...more,
});

const names = (resources: Iterable<ResourceState>): string[] => [...resources].map(({ urn }) => urn).sort();

describe("the dependency graph", () => {
  it("dependencies include parents, providers and every dependency option", () => {
    const [a, b, c, d, p] = [resource("a"), resource("b"), resource("c"), resource("d"), resource("p")];
    const x = resource("x", {
      dependencies: ["a"],
      propertyDependencies: { k: ["b"] },
      deletedWith: "c",
      parent: "d",
      provider: "p::id",
    });
    const graph = new DependencyGraph([a, b, c, d, p, x]);
    assert.deepEqual(names(graph.dependenciesOf(x)), ["a", "b", "c", "d", "p"]);
  });

  it("a dependency on a component includes everything below it", () => {
    const group = resource("group", { custom: false });
    const inner = resource("inner", { custom: false, parent: "group" });
    const leaf = resource("leaf", { parent: "inner" });
    const user = resource("user", { dependencies: ["group"] });
    const graph = new DependencyGraph([group, inner, leaf, user]);
    assert.deepEqual(names(graph.dependenciesOf(user)), ["group", "inner", "leaf"]);
  });

  it("children are dependents of their parent only if withChildren is set", () => {
    const [a, child] = [resource("a"), resource("child", { parent: "a" })];
    const graph = new DependencyGraph([a, child]);
    assert.deepEqual(names(graph.dependentsOf(a, new Set(), false)), []);
    assert.deepEqual(names(graph.dependentsOf(a, new Set(), true)), ["child"]);
  });

  it("the dependents of a resource are the resources that have it as a transitive dependency", () => {
    const edges = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(edges, (lists) => {
        const all = lists.map((list, index) =>
          resource(`r${index}`, { dependencies: list.filter((to) => to < index).map((to) => `r${to}`) }),
        );
        const graph = new DependencyGraph(all);
        for (const one of all) {
          const expected = all.filter((other) => graph.transitiveDependenciesOf(other).has(one));
          assert.deepEqual(names(graph.dependentsOf(one, new Set(), false)), names(expected));
        }
      }),
    );
  });
});
