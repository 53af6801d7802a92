import { messageOf, systemCode } from "./errors.ts";

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: "there is no right to write it",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be too large",
  EIO: "the disk reported an error",
  EISDIR: "a folder is in its place",
  ELOOP: "its symbolic links lead nowhere",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENFILE: "too many files are open",
  ENOENT: "its folder does not exist or takes no files",
  ENOSPC: "no space is left on the disk",
  ENOTDIR: "a file is in the place of one of its folders",
  EEXIST: "a file is in the place of its folder",
  EPERM: "there is no right to write it",
  EROFS: "the file system is read-only",
};

/** Why a file could not be written, in words and with the system's code. */
export function fileProblem(error: unknown): string {
  const code = systemCode(error) ?? "";
  const words = PROBLEMS[code];
  return words === undefined ? messageOf(error) : `${words} (${code})`;
}
