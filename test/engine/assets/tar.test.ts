import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { tarEntries } from "../../../engine/assets/read-archive.ts";
import { TAR_END, tarEntry } from "../../../engine/assets/tar.ts";

type Files = [name: string, text: string][];

const archive = (files: Files): Buffer =>
  Buffer.concat([...files.flatMap(([name, text]) => tarEntry(name, Buffer.from(text))), TAR_END]);
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Digests of archives that Go 1.26's archive/tar wrote for the same files (mode 0600, no time). */
const WRITTEN_BY_GO: [string, Files, string][] = [
  ["a file", [["x.txt", "x"]], "9fde4333f4c944f8a55906d19741b02ee24e1a66f7e5dd847618131e8771963a"],
  ["nothing", [], "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"],
  [
    "a name beyond ASCII",
    [["dir/ünï/名.txt", "hello"]],
    "02c4d8387c8024b3366e21b70741bf918a431a0cc9fad8bcae305c9f9a2ad75a",
  ],
  [
    "a long path that can be split",
    [[`${"a".repeat(60)}/${"b".repeat(80)}/c.txt`, "y"]],
    "63179f8d11aa6b0b9e9b49755ebac45d69ec4eea0c558d8b5fa44f9d6ba74825",
  ],
  [
    "a long name, and a file of more than a block",
    [
      ["a".repeat(130), "z"],
      ["b", "q".repeat(513)],
    ],
    "ff1ec1f8676196ae5ee73028d6b33ede1aa28f95d4daf440018484d51dabad2e",
  ],
  [
    "a long path beyond ASCII, and an empty file",
    [[`${"d".repeat(90)}/é${"f".repeat(120)}`, ""]],
    "43fe0bef8a19a83e48cec01305238874ed8d45c06bcd5eb6830469085ee048af",
  ],
];

describe("tar archives", () => {
  for (const [title, files, digest] of WRITTEN_BY_GO)
    it(`a tar archive of ${title} has the same bytes as one written by Go`, () =>
      assert.equal(sha256(archive(files)), digest));

  for (const [title, files] of WRITTEN_BY_GO)
    it(`a tar archive of ${title} is read back`, async () => {
      const read: Files = [];
      for await (const { name, content } of tarEntries(archive(files))) read.push([name, content.toString()]);
      assert.deepEqual(read, files);
    });
});
