import { fileURLToPath } from "node:url";

/** The program of every replica. */
export const SERVICE_ENTRY = fileURLToPath(new URL("../service.ts", import.meta.url));
