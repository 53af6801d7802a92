/**
 * Answers every request with a fixed response, as fast as Node's sockets can. Replies to any IPC message with its count of
 * requests.
 *
 * `node server.ts small|rich`. Small: 100 bytes with a length. Rich: eight headers, one of which differs each time, two
 * cookies, 10 KiB in chunks.
 */
import { createServer, type AddressInfo } from "node:net";

const answers: Record<string, string> = {
  small: `HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n${"x".repeat(100)}`,
  rich:
    "HTTP/1.1 200 OK\r\ndate: Thu, 01 Jan 2026 00:00:00 GMT\r\nserver: bench\r\ncontent-type: text/html; charset=utf-8\r\n" +
    "cache-control: no-store\r\nvary: accept-encoding\r\nx-request-id: 0123456789abcdef\r\n" +
    "set-cookie: session=0123456789abcdef; Path=/; HttpOnly\r\nset-cookie: currency=EUR; Path=/\r\n" +
    `transfer-encoding: chunked\r\n\r\n${`800\r\n${"x".repeat(2048)}\r\n`.repeat(5)}0\r\n\r\n`,
};
const answer = Buffer.from(answers[process.argv[2] ?? "small"]!, "latin1");
const requestIdAt = answer.indexOf("0123456789abcdef");
const headEnd = Buffer.from("\r\n\r\n");
let requests = 0;

const server = createServer({ noDelay: true }, (socket) => {
  let partial = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    const text = partial.length === 0 ? bytes : Buffer.concat([partial, bytes]);
    let from = 0;
    for (let at = text.indexOf(headEnd); at >= 0; at = text.indexOf(headEnd, from)) {
      requests += 1;
      from = at + headEnd.length;
      // Each rich answer has a request id of its own, as real servers send.
      if (requestIdAt >= 0) answer.write(requests.toString(16).padStart(16, "0"), requestIdAt, "latin1");
      socket.write(requestIdAt < 0 ? answer : Buffer.from(answer));
    }
    partial = text.subarray(from);
  });
});
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!({ requests }));
process.on("disconnect", () => process.exit(0));
