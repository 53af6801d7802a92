// Answers every DNS query with one address: dns.mjs ADDRESS
import { createSocket } from "node:dgram";

const socket = createSocket("udp4");
socket.on("message", (query, { port, address }) => {
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 10, 43, 0, 1]);
  const reply = Buffer.concat([query, answer]);
  reply.writeUInt16BE(0x8180, 2);
  reply.writeUInt16BE(1, 6);
  socket.send(reply, port, address);
});
socket.bind(53, process.argv[2], () => console.log("ready"));
