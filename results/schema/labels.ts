/** Labels of a run: what it measured, as key and value, such as the commit of the application. */
import { z } from "zod";

export const labelsSchema = z.record(z.string(), z.string());

export type Labels = z.infer<typeof labelsSchema>;
