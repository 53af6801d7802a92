/** Images of others that Stackmark's own objects run in. */

/** Of Node's image, as in package.json: programs run on the version that they were tested with. */
export const NODE_VERSION = "24.21.0";

export const NODE_IMAGE = `docker.io/library/node:${NODE_VERSION}-alpine`;
