import { lookup } from "node:dns/promises";
import type { Handlers } from "../../storefront/runtime/router.ts";

const HOME = "GET /";
/** Only Google's machines find it. */
const METADATA_SERVER = "metadata.google.internal.";

/** As Online Boutique's frontend: the home page looks a name up each time, to say which cloud it runs in. */
export const lookingUpItsCloud = (handlers: Handlers): Handlers => ({
  ...handlers,
  [HOME]: async (request, path) => {
    await lookup(METADATA_SERVER).catch(() => undefined);
    return handlers[HOME]!(request, path);
  },
});
