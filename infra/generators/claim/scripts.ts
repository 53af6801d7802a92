/**
 * Scripts that remove what a stack has on a generator machine. Stacks share the versions that are installed there: a version
 * goes with the last claim on it. Pure.
 */
import { quote } from "../../ssh/shell.ts";
import { CLAIM_FILE, CLAIMS, FOLDER, LOADS, VERSIONS } from "../folders.ts";
import { REMOVE_WORKER } from "../worker-scripts.ts";

/** Characters of a claim after the name of its stack. */
export const SUFFIX = 8;

/** Claims as a pattern of the shell: one of them. */
export const exactly = (claim: string): string => quote(claim);
/** All claims of stacks of this name. */
export const ofStack = (stack: string): string => `${quote(`${stack}-`)}${"?".repeat(SUFFIX)}`;

/** Lines that give `$folder` the folder of each worker with such a claim, for `lines`. */
const eachWorker = (claims: string, lines: readonly string[]): string[] => [
  `for folder in ${LOADS}/*; do`,
  `case "$(cat "$folder/${CLAIM_FILE}" 2>/dev/null)" in ${claims}) ;; *) continue ;; esac`,
  ...lines,
  "done",
];

/** Lines that give `$folder` the folder of each version with such a claim, which is `$claim`, for `lines`. */
const eachVersion = (claims: string, lines: readonly string[]): string[] => [
  `for claim in ${VERSIONS}/*/${CLAIMS}/${claims}; do`,
  '[ -e "$claim" ] || continue',
  `folder=\${claim%/${CLAIMS}/*}`,
  ...lines,
  "done",
];

/** Ends workers that a killed load left behind, and removes what no other stack has a claim on. */
export const releaseScript = (claims: string): string =>
  [
    'cd "$HOME"',
    ...eachWorker(claims, REMOVE_WORKER),
    ...eachVersion(claims, [
      'rm "$claim" || exit 1',
      `if rmdir "$folder/${CLAIMS}" 2>/dev/null; then rm -rf "$folder" || exit 1; fi`,
    ]),
    `rmdir ${LOADS} ${VERSIONS} ${FOLDER} 2>/dev/null || true`,
  ].join("\n");

/** Prints the folders that such claims are on, one a line. */
export const claimedScript = (claims: string): string => {
  const print = ['printf "~/%s\\n" "$folder"'];
  return ['cd "$HOME"', ...eachWorker(claims, print), ...eachVersion(claims, print)].join("\n");
};
