import module from "node:module";

const major = Number(process.versions.node.split(".")[0]);
if (major < 24)
  throw new Error(
    `This program needs Node 24 or newer, and this is ${process.version}: use Node 24, or npx pulumi ...`,
  );
// What was compiled once is there the next time: a cloud stack loads some hundred files.
module.enableCompileCache();
export default async () => (await import("./index.ts")).program();
