import assert from "node:assert/strict";
import fc from "fast-check";
import { numberOf } from "../../../../base/ipv4.ts";
import { fragment, fragmentationNeeded, onesComplementSum, readHeader } from "../../../../lab/networks/relay/packet.ts";
import { packetOf } from "./packets.ts";

describe("IPv4 packets", () => {
  it("a header is read, and what is no IPv4 packet is refused", () => {
    const packet = packetOf({ from: "192.0.2.1", to: "203.0.113.7", bytes: 100, mayFragment: false });
    assert.deepEqual(readHeader(packet), {
      ...{ source: numberOf("192.0.2.1"), destination: numberOf("203.0.113.7"), mayFragment: false },
    });
    assert.equal(readHeader(packet.subarray(0, 19)), undefined);
    assert.equal(readHeader(Buffer.alloc(40, 0x60)), undefined);
  });

  it("fragments are at most as large as asked, valid, and give the payload back in order", () => {
    const payload = fc.uint8Array({ minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(payload, fc.integer({ min: 68, max: 1500 }), (bytes, mtu) => {
        const packet = packetOf({ from: "192.0.2.1", to: "203.0.113.7", payload: Buffer.from(bytes) });
        const parts = fragment(packet, mtu);
        const joined = Buffer.alloc(bytes.length);
        for (const [index, part] of parts.entries()) {
          assert.ok(part.length <= mtu);
          assert.equal(part.readUInt16BE(2), part.length);
          assert.equal(onesComplementSum(part.subarray(0, 20)), 0xffff);
          assert.equal((part.readUInt16BE(6) & 0x2000) !== 0, index < parts.length - 1);
          part.copy(joined, (part.readUInt16BE(6) & 0x1fff) * 8, 20);
        }
        assert.deepEqual(joined, Buffer.from(bytes));
      }),
    );
  });

  it("a fragment that is fragmented again keeps its offset, and that more follow", () => {
    const [first] = fragment(packetOf({ from: "192.0.2.1", to: "203.0.113.7", bytes: 3000 }), 1500);
    const parts = fragment(first!, 600);
    assert.ok(parts.every((part) => (part.readUInt16BE(6) & 0x2000) !== 0));
    const second = fragment(packetOf({ from: "192.0.2.1", to: "203.0.113.7", bytes: 3000 }), 1500)[1]!;
    assert.equal(fragment(second, 600)[0]!.readUInt16BE(6) & 0x1fff, second.readUInt16BE(6) & 0x1fff);
  });

  it("the answer to a packet that is too large has the size, goes to its sender, and quotes its beginning", () => {
    const packet = packetOf({ from: "192.0.2.9", to: "203.0.113.7", bytes: 1500, mayFragment: false });
    const answer = fragmentationNeeded(packet, 1300, numberOf("192.0.2.1"));
    assert.equal(onesComplementSum(answer.subarray(0, 20)), 0xffff);
    assert.equal(onesComplementSum(answer.subarray(20)), 0xffff);
    assert.equal(readHeader(answer)!.destination, numberOf("192.0.2.9"));
    assert.deepEqual([...answer.subarray(20, 22)], [3, 4]);
    assert.equal(answer.readUInt16BE(26), 1300);
    assert.deepEqual(answer.subarray(28), packet.subarray(0, 28));
  });
});
