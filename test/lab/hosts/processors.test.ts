import assert from "node:assert/strict";
import { processorFiles } from "../../../lab/hosts/processors.ts";

const CPUINFO = `processor\t: 0
model name\t: EPYC

processor\t: 1
model name\t: EPYC
`;

describe("what a host sees of its processors", () => {
  it("there are its own, with this machine's numbers and kind", () => {
    const files = processorFiles([1], 2048, CPUINFO);
    assert.equal(files.cpuinfo, "processor\t: 1\nmodel name\t: EPYC\n\n");
    assert.equal(files["cpu/online"], "1\n");
    assert.equal(files["node/node0/cpu1/topology/core_id"], "1\n");
    assert.equal(files["cpu/cpu0/topology/core_id"], undefined);
  });

  it("its memory is that of its only node", () => {
    assert.match(
      processorFiles([0, 1], 1024, CPUINFO)["node/node0/meminfo"]!,
      /^Node 0 MemTotal: 1048576 kB\nNode 0 MemFree: /,
    );
  });
});
