import { failure, json } from "../runtime/replies.ts";
import type { Service } from "./service.ts";

/** Above this, the oldest carts are deleted, so that a long soak test cannot fill the node's memory. */
const MAX_KEYS = 200_000;

/** A key-value store in memory, in place of Online Boutique's Redis. Values are opaque text. */
export const cartStore: Service = () => {
  const values = new Map<string, string>();
  return {
    "GET /values/:key": ({ param }) => {
      const body = values.get(param);
      return body === undefined ? json(null) : { status: 200, type: "application/json", body };
    },
    "PUT /values/:key": ({ param, body }) => {
      if (body === "") return failure(400, "no-value", "the body must be the value");
      // Deleting the key first makes it the newest one.
      values.delete(param);
      values.set(param, body);
      if (values.size > MAX_KEYS) for (const oldest of values.keys().take(1)) values.delete(oldest);
      return json({});
    },
    "DELETE /values/:key": ({ param }) => json({ deleted: values.delete(param) }),
  };
};
