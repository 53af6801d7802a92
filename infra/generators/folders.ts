/** What Stackmark has in the home of the user on a generator machine. Pure. */

export const FOLDER = ".stackmark";
/** A folder for each version of Node and of the generator, by its digest. */
export const VERSIONS = `${FOLDER}/generator`;
/** A folder for each worker of a load. */
export const LOADS = `${FOLDER}/loads`;

/** In the folder of a version: a file for each stack that uses it, named after the stack's claim. */
export const CLAIMS = "claims";
/** In the folder of a worker: the claim of its stack. */
export const CLAIM_FILE = "claim";
