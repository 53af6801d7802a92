// Answers at once with what it was sent: nothing but the network and the connection takes time.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const { method, url, headers } = request;
  if (url === "/healthz") return response.writeHead(200).end();
  response.writeHead(200, { "content-type": headers["content-type"] ?? "text/plain" });
  if (method === "GET" || method === "HEAD") return response.end(`${method} ${url}\n`);
  request.pipe(response);
});

server.listen(Number(process.env.PORT));
process.on("SIGTERM", () => server.close(() => process.exit()));
