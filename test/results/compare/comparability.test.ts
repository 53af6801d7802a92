import assert from "node:assert/strict";
import { compare } from "../../../results/compare/index.ts";
import { aCell, aResult, aWanOutputs, anOutputs } from "../../helpers/builders.ts";

const refused = (message: RegExp) => ({ code: "RESULTS_NOT_COMPARABLE", message });

describe("comparability of runs", () => {
  it("sides of different provenance are compared only with anyway", () => {
    const measured = anOutputs({ stack: "cloud", load: [aCell({ provenance: "measured" })], provenance: "measured" });
    assert.throws(
      () => compare(anOutputs(), measured),
      refused(/provenance: emulated \(local\) against measured \(cloud\)[^]*--anyway/),
    );
    const { warnings, levels } = compare(anOutputs(), measured, { anyway: true });
    assert.match(warnings.join(), /different provenance/);
    assert.deepEqual([levels[0]?.a[0]?.provenance, levels[0]?.b[0]?.provenance], ["emulated", "measured"]);
  });

  it("sides with different vantages are compared only with anyway", () => {
    const vantage = { ...aResult().vantage, kind: "vm" as const };
    const far = anOutputs({ stack: "far", load: [aCell({ result: aResult({ vantage }) })] });
    assert.throws(
      () => compare(anOutputs(), far),
      refused(/vantage: here \(local\) against vm \(on .* link\) \(far\)/),
    );
    assert.match(compare(anOutputs(), far, { anyway: true }).warnings.join(), /different vantage/);
  });

  const withSpec = (spec: object, level = "low") =>
    anOutputs({ stack: "other", load: [aCell({ level, result: aResult({ spec: { ...aResult().spec, ...spec } }) })] });

  it("sides with different scenarios or specifications are compared only with anyway", () => {
    const other = withSpec({ scenario: "iot", users: 20 });
    assert.throws(
      () => compare(anOutputs(), other),
      refused(/scenario: boutique \(local\) against iot[^]*users 10 against 20/),
    );
    assert.match(compare(anOutputs(), other, { anyway: true }).warnings.join(), /scenario.*users 10 against 20/s);
  });

  it("seed, target and vantage of a load may differ", () => {
    assert.doesNotThrow(() => compare(anOutputs(), withSpec({ seed: 7, target: "http://elsewhere", vantage: {} })));
  });

  it("a load that another tool's file does not describe is compared only with anyway, without a list of its settings", () => {
    const bare = withSpec({});
    const other = { ...bare, load: bare.load.map((cell) => ({ ...cell, result: { ...cell.result, spec: {} } })) };
    const { warnings } = compare(anOutputs(), other, { anyway: true });
    assert.ok(!warnings.join().includes("not the same load"), warnings.join("\n"));
  });

  it("an open and a closed load are not compared, even with anyway", () => {
    const open = withSpec({ model: "open" });
    const message = /load model: closed \(local\) against open \(other\)/;
    assert.throws(() => compare(anOutputs(), open, { anyway: true }), refused(message));
  });

  it("open loads with different arrival rates are refused, even with anyway, beyond half a percent", () => {
    const at = (ratePerS: number) => withSpec({ model: "open", ratePerS });
    assert.doesNotThrow(() => compare(at(200), at(201), { anyway: true }));
    assert.throws(() => compare(at(200), at(202), { anyway: true }), refused(/offers between 200 and 202 arrivals/));
    assert.throws(() => compare(at(200), at(201)), refused(/not the same load: ratePerS 200 against 201/));
  });

  it("outputs with a cell of another run are not compared, even with anyway", () => {
    const stale = anOutputs({ runId: "run-b", load: [aCell({ runId: "run-a" })] });
    const message =
      /load-low-1 was measured in run run-a, but the outputs are of run run-b; complete `stackmark up local`/;
    assert.throws(() => compare(anOutputs(), stale, { anyway: true }), refused(message));
  });

  it("a side without cells or with a cell twice is not compared", () => {
    assert.throws(() => compare(anOutputs(), anOutputs({ load: [] }), { anyway: true }), refused(/no measured cell/));
    const twice = anOutputs({ load: [aCell(), aCell()] });
    assert.throws(() => compare(anOutputs(), twice, { anyway: true }), refused(/load-low-1 appears twice/));
  });

  it("a refused comparison lists all reasons", () => {
    const vantage = { ...aResult().vantage, kind: "vm" as const };
    const far = anOutputs({ load: [aCell({ provenance: "measured", result: aResult({ vantage }) })] });
    assert.throws(() => compare(anOutputs(), far), refused(/provenance[^]*vantage/));
  });

  it("loads from generators in different places are compared only anyway", () => {
    const from = (where: string) => {
      const vantage = { ...aResult().vantage, kind: "vm" as const, where };
      return anOutputs({ load: [aCell({ result: aResult({ vantage }) })] });
    };
    const [eu, us] = [from("generators eu (europe-west1)"), from("generators us (us-east1)")];
    assert.throws(
      () => compare(eu, us),
      refused(/different vantage: vm \(generators eu .* against vm \(generators us/),
    );
    compare(eu, us, { anyway: true });
    compare(eu, from("generators eu (europe-west1)"));
  });

  it("a warning names machines that no longer exist", () => {
    const other = aWanOutputs();
    const load = [aCell({ runId: "run-b", machines: ["node-9"] })];
    const changed = { ...other, load };
    const warnings = compare(anOutputs(), changed).warnings.join("\n");
    assert.match(warnings, /machines that it no longer has: node-9/);
  });

  it("a note names the generator's place where its kind differs, not where only its description does", () => {
    const at = (kind: "here" | "vm") => {
      const vantage = { ...aResult().vantage, kind, where: "behind the link" };
      return anOutputs({ stack: "far", load: [aCell({ result: aResult({ vantage }) })] });
    };
    const place = /generator's place: on the frontend's side of the link \(local\) against behind the link \(far\)/;
    assert.match(compare(anOutputs(), at("vm"), { anyway: true }).notes.join("\n"), place);
    assert.deepEqual(compare(anOutputs(), at("here")).notes, []);
  });

  it("each side's own notes are shown, including those on its cells", () => {
    const shared = "users think 0.1 times as long as the scenario says";
    const gone = "measured on machines that are gone, and others have their names now: load-low-1";
    const slow = "level low spawns 5 users per second; the default is 1";
    const a = anOutputs({ notes: [shared, gone] });
    assert.deepEqual(compare(a, aWanOutputs({ notes: [shared, gone, slow] })).notes, [
      `local: ${gone}`,
      `local-wan: ${gone}`,
      `local-wan: ${slow}`,
    ]);
    assert.deepEqual(compare(a, aWanOutputs({ notes: [shared] })).notes, [`local: ${gone}`]);
  });

  it("a comparison has no notes and no warnings if neither its sides nor their cells have any", () => {
    const { notes, warnings } = compare(anOutputs(), aWanOutputs());
    assert.deepEqual([notes, warnings], [[], []]);
  });
});
