/** Compares docs/engine.md with the recordings, the features of the protocol and the command line. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { supportedFeatures, supportsFeature } from "../../engine/protocol/features.ts";
import { NOT_YET } from "./recordings/expected.ts";
import { OWN_RECORDINGS } from "./recordings/recordings.ts";
import { runCommand } from "./commands/command-line.ts";

const page = fs.readFileSync(path.resolve(import.meta.dirname, "../../docs/engine.md"), "utf8");

interface Row {
  names: string[];
  status: string;
  last: string[];
}

const quoted = (cell: string | undefined): string[] =>
  [...(cell ?? "").matchAll(/`([^`]+)`/g)].map((found) => found[1] as string);

/** The rows of the table below a heading. */
function rows(heading: string): Row[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| ---"));
  const cells = lines.slice(1).map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
  return cells.map((row) => ({ names: quoted(row[0]), status: row[1] ?? "", last: quoted(row.at(-1)) }));
}

describe("docs/engine.md", () => {
  it("docs/engine.md lists each recorded case once, and marks those that differ", () => {
    const listed = rows("Recorded behaviour").flatMap(({ last }) => last);
    assert.deepEqual(listed.sort(), fs.readdirSync(path.join(OWN_RECORDINGS, "cases")).sort());
    for (const name of Object.keys(NOT_YET)) {
      const row = rows("Recorded behaviour").find(({ last }) => last.includes(name));
      assert.doesNotMatch(row?.status ?? "", /^works$/, name);
    }
  });

  it("docs/engine.md lists exactly the features that the engine reports to programs", () => {
    const names = rows("Supported features").flatMap((row) => row.names);
    assert.deepEqual(
      names.filter((name) => !supportsFeature(name)),
      [],
    );
    const told: unknown[] = supportedFeatures();
    const all = Object.entries(resources.ResourceMonitorFeature);
    const numbered = (isTold: boolean) => all.filter(([, number]) => told.includes(number) === isTold);
    const asNumbered = (name: string) => `RESOURCE_MONITOR_FEATURE_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    const namesOf = (entries: [string, unknown][]) => entries.map(([name]) => name).sort();
    assert.deepEqual(names.map(asNumbered).sort(), namesOf(numbered(true)));
    const others = rows("Unsupported features").flatMap((row) => row.names);
    assert.deepEqual(others.map(asNumbered).sort(), namesOf(numbered(false)));
  });

  it("docs/engine.md lists each command with its correct status", async () => {
    const io = { cwd: os.tmpdir(), env: { PATH: process.env.PATH } };
    for (const { names, status } of rows("Commands"))
      for (const name of names.filter((quotedName) => !quotedName.startsWith("-"))) {
        const { exitCode, stdout, stderr } = await runCommand([...name.split(" "), "--help"], io);
        const isThere = exitCode === 0 && stdout.includes("Usage: pulumi");
        assert.equal(isThere, status.startsWith("works"), `${name}: ${stdout}${stderr}`);
      }
  });
});
