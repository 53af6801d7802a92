// The backend of many devices: each registers at /login, and then posts its measurements to /metrics with the token it got.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";

const MAX_BODY_BYTES = 64 * 1024;
const tokens = new Set();
let stored = 0;

const server = createServer(async (request, response) => {
  const answer = (status, value) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  const { method, url } = request;
  if (url === "/healthz" || url === "/") return answer(200, { devices: tokens.size, stored });
  if (method !== "POST") return answer(405, { error: "only POST" });
  const body = await read(request);
  if (body === undefined) return answer(400, { error: "the body must be JSON of at most 64 KiB" });
  if (url === "/login") {
    if (typeof body.deviceId !== "string") return answer(400, { error: "deviceId is missing" });
    const token = randomUUID();
    tokens.add(token);
    return answer(200, { token });
  }
  if (url !== "/metrics") return answer(404, { error: "there are /login and /metrics" });
  const token = request.headers.authorization?.replace(/^Bearer /, "");
  if (!tokens.has(token)) return answer(401, { error: "the device is not registered" });
  const values = body.temperature;
  if (!Array.isArray(values) || !values.every(Number.isFinite)) return answer(400, { error: "temperature is missing" });
  // Counted and dropped: what is measured is the service, not a disk.
  stored += values.length;
  answer(202, { accepted: values.length });
});

async function read(request) {
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > MAX_BODY_BYTES) return undefined;
  }
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

server.listen(Number(process.env.PORT));
process.on("SIGTERM", () => server.close(() => process.exit()));
