/** The lab's internet for commands of the lab: places in it, and the ways between its sites. */
import { parseBody, type Commands } from "../daemon/control-server.ts";
import type { Sites } from "../networks/sites.ts";
import { endSchema, nameSchema, pathSchema } from "../protocol/lab.ts";

export const internetRoutes = (sites: Sites): Commands => ({
  "POST /ends": async (body) => {
    const { name, address } = parseBody(endSchema, body);
    return { namespace: await sites.openEnd(name, address) };
  },
  "DELETE /ends": (body) => sites.closeEnd(parseBody(nameSchema, body).name),
  "PATCH /paths": (body) => {
    const { from, to, settings } = parseBody(pathSchema, body);
    return sites.internet.setPath(from, to, settings);
  },
});
