const major = Number(process.versions.node.split(".")[0]);
if (major < 24)
  throw new Error(
    `This program needs Node 24 or newer, and this is ${process.version}: use Node 24, or npx pulumi ...`,
  );
export default async () => (await import("./index.ts")).program();
