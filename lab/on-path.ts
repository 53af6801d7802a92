import { findOnPath } from "../base/executable.ts";

/** Whether a program is on PATH, or where only root's PATH looks. */
export const isOnPath = (program: string): boolean =>
  findOnPath(program, { PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` }) !== undefined;
