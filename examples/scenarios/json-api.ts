/** Creates an item in a JSON API, and uses the id that the answer gives it. */
import type { Scenario } from "@stackmark/loadgen";

const json = { "content-type": "application/json" };

const jsonApi: Scenario<null> = {
  name: "JSON API",
  thinkTime: { kind: "exponential", meanMs: 1000 },
  state: () => null,
  tasks: [
    {
      name: "create, read and delete",
      weight: 1,
      async run(user) {
        const amount = user.random.integer(1, 9);
        const created = await user.request("POST", "/api/items", {
          headers: json,
          body: JSON.stringify({ name: "pen", amount }),
          expect: { status: 201, json: { "/item/amount": amount } },
          extract: { id: "/item/id" },
        });
        if (!created.ok) return;
        // All items count under one name.
        const path = `/api/items/${created.values.id}`;
        await user.get(path, { name: "/api/items/:id", expect: { json: { "/name": "pen" } } });
        await user.request("DELETE", path, { name: "/api/items/:id", expect: { status: 204 } });
        await user.get(path, { name: "/api/items/:id (deleted)", expect: { status: 404 } });
      },
    },
  ],
};
export default jsonApi;
