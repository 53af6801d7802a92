import assert from "node:assert/strict";
import { checkLimits, readLimits } from "../../../loadgen/worker/limits.ts";
import { LoadError } from "../../../loadgen/index.ts";

const limits = { files: 1024, ports: 28_232 };
const need = { users: 900, workers: 1, localAddresses: 0 };

describe("limits of the machine", () => {
  it("the machine's limits allow a load that fits, and any load where the system does not state them", () => {
    checkLimits(need, limits);
    checkLimits({ ...need, users: 3000, workers: 4 }, limits);
    checkLimits({ ...need, users: 1_000_000 }, { files: undefined, ports: undefined });
  });

  it("the machine's limits refuse more users than files or ports, and say what is needed and how to raise it", () => {
    assert.throws(
      () => checkLimits({ ...need, users: 50_000 }, limits),
      (error) => {
        assert.ok(error instanceof LoadError && error.code === "LOAD_LIMITS_TOO_LOW");
        assert.match(error.message, /may open 1024 files and would need 50064: raise it \(ulimit -n 50064\)/);
        assert.match(error.message, /28232 ports for 50000 connections.*ip_local_port_range/);
        return true;
      },
    );
  });

  it("the machine's limits count the ports of every local address", () => {
    checkLimits({ users: 50_000, workers: 100, localAddresses: 2 }, limits);
  });

  it("the machine's limits are read from this system where it states them", () => {
    for (const value of Object.values(readLimits())) assert.ok(value === undefined || value > 0);
  });
});
