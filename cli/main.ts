export function main(argv: string[]): Promise<number> {
  console.log("hello", argv, process.version);
  return Promise.resolve(0);
}
