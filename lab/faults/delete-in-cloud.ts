import { request as httpRequest } from "node:http";
import type { CloudName } from "../clouds/index.ts";

/** Deletes a resource as its owner would in the cloud's console. Resolves once the request is accepted or refused. */
export function deleteInCloud(socketPath: string, cloud: CloudName, id: string): Promise<void> {
  const path = encodeURI(`/${cloud}/${id.replace(/^\//, "")}`);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, method: "DELETE", path });
    request.on("error", reject);
    request.on("response", (response) => response.resume().on("end", resolve));
    request.end();
  });
}
