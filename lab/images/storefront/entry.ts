/**
 * A service of the storefront as a container of Online Boutique: `node entry.ts IMAGE`, where IMAGE is such as
 * `cartservice`. It takes Online Boutique's environment, and like its services it ends at once on SIGTERM.
 */
import { hostname } from "node:os";
import { exitWith } from "../../daemon/lifecycle.ts";
import { listen, runService } from "../../storefront/running-service.ts";
import { lookingUpItsCloud } from "./cloud-lookup.ts";
import { serviceStart } from "./environment.ts";

// The first process of a container ignores signals without a handler.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(0));

const image = process.argv[2] ?? "";
try {
  const { service, port, routes } = serviceStart(image, process.env);
  const running = await runService(
    { service, replica: 0, node: hostname() },
    { tellsRoundTrips: false, change: service === "frontend" ? lookingUpItsCloud : undefined },
  );
  running.setRoutes(routes);
  console.log(`${image} listens on port ${await listen(running.server, port, "0.0.0.0")}`);
} catch (error) {
  exitWith(error);
}
