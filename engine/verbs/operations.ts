import type { Command } from "commander";
import type { Io } from "./io.ts";
export function addOperations(_program: Command, _io: Io, _setExitCode: (code: number) => void): void {}
