/** Names that the objects of a load in a cluster have, and how nodes for generators are marked. Pure. */
import { LOAD_OF_LABEL } from "../catalog/labels.ts";

export const NAMESPACES = "/api/v1/namespaces";

/** The list of the namespaces of a stack's loads: a load that ends deletes its own. */
export const loadNamespacesPath = (stack: string): string =>
  `${NAMESPACES}?labelSelector=${encodeURIComponent(`${LOAD_OF_LABEL}=${stack}`)}`;

/** The container of a worker's pod. */
export const CONTAINER = "worker";
/** Names of the Job and of its ConfigMap, in a namespace of their own. */
export const JOB = "load";
/** The Service in front of the entry's pods in one region. */
export const TARGET = "target";
/** Where pods have the files of their program. */
export const PROGRAM_FOLDER = "/stackmark";
/** The user's own scenario or the file of a tool, in this folder. */
export const CODE_FOLDER = "code";
/** Where pods may write: the load worker its socket and its own record of what it measured, a tool its results. */
export const WORK_FOLDER = "/work";
