import assert from "node:assert/strict";
import { parseAgentToken, parseReport, serverReportSchema } from "../../../../infra/k3s/scripts/reports.ts";

describe("parseReport and parseAgentToken", () => {
  it("a report is read from the last line of the output", () => {
    const report = parseReport(serverReportSchema, 'noise\n{"changed":false,"createMs":1,"readyMs":2}\n');
    assert.deepEqual(report, { changed: false, createMs: 1, readyMs: 2 });
  });

  it("output without a valid report is rejected", () => {
    for (const text of ["", "ok", '{"changed":1}'])
      assert.throws(() => parseReport(serverReportSchema, text), { code: "K3S_ANSWER" });
  });

  it("an agent token without the CA's hash is rejected, and no error contains a token", () => {
    const secure = `K10${"0f".repeat(32)}::node:secret`;
    assert.equal(parseAgentToken(`${secure}\n`), secure);
    for (const text of ["secret", "K10abc::secret"])
      assert.throws(
        () => parseAgentToken(text),
        (error: Error & { code: string }) => error.code === "K3S_ANSWER" && !/secret/.test(error.message),
      );
  });
});
