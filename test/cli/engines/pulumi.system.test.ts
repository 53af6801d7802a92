import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pulumiEngine } from "../../../cli/engines/pulumi.ts";
import type { Context } from "../../../cli/context.ts";

/** A stand-in for `pulumi` that records its arguments and knows the stacks of a list. */
const standIn = (log: string): string => `#!/bin/sh
printf '%s\\n' "$*" >>'${log}'
case "$1 $2" in
"destroy --yes")
  for last; do :; done
  [ "$PULUMI_DEBUG_COMMANDS" = true ] || exit 255
  echo '{"sequence":1,"timestamp":7,"resOutputsEvent":{"metadata":{"op":"delete","urn":"urn:server","type":"t"}}}' >"$last"
  ;;
"stack init")
  if [ "$3" = there ]; then echo "error: stack 'there' already exists" >&2; exit 255; fi
  if [ "$3" = refused ]; then echo "error: passphrase must be set" >&2; exit 255; fi
  ;;
esac
exit 0
`;

describe("the real Pulumi CLI", () => {
  let dir: string;
  let said: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "stackmark-pulumi-"));
    said = "";
    writeFileSync(join(dir, "pulumi"), standIn(join(dir, "log")));
    chmodSync(join(dir, "pulumi"), 0o755);
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const engine = () => {
    const env = { ...process.env, PATH: `${dir}${delimiter}${process.env.PATH}` };
    const context = { root: dir, env, stderr: { write: (text: string) => (said += text) } } as unknown as Context;
    return pulumiEngine(context, join(dir, "pulumi"));
  };
  const { signal } = new AbortController();
  const up = (stack: string) => engine().up(stack, { signal });
  const asked = () => (existsSync(join(dir, "log")) ? readFileSync(join(dir, "log"), "utf8").trim().split("\n") : []);

  it("a stack is created on its first use, which `pulumi up` does not do, and none is selected", async () => {
    assert.equal((await up("single")).result, "succeeded");
    assert.deepEqual(asked(), ["stack init single --no-select", "up --yes --skip-preview --stack single"]);
  });

  it("up continues if the stack already exists", async () => {
    assert.equal((await up("there")).result, "succeeded");
    assert.equal(asked().at(-1), "up --yes --skip-preview --stack there");
    assert.equal(said, "");
  });

  it("a stack that cannot be created is reported in Pulumi's own words, and nothing is brought up", async () => {
    assert.equal((await up("refused")).result, "failed");
    assert.match(said, /passphrase must be set/);
    assert.equal(asked().length, 1);
  });

  it("a destroy says when each resource was deleted, and leaves no event log behind", async () => {
    const { result, deletedMs } = await engine().destroy("there", { signal });
    assert.deepEqual([result, deletedMs], ["succeeded", new Map([["urn:server", 7000]])]);
    const [command] = asked();
    const [, log] = /^destroy --yes --skip-preview --stack there --event-log (\S+)$/.exec(command!)!;
    assert.equal(existsSync(log!), false);
  });
});
