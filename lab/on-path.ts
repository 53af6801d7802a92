import { findOnPath, isExecutable } from "../base/executable.ts";

/** Whether a program is on PATH, or where only root's PATH looks. As for shells, one with a slash is a path itself. */
export const isOnPath = (program: string): boolean =>
  program.includes("/")
    ? isExecutable(program)
    : findOnPath(program, { PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` }) !== undefined;
