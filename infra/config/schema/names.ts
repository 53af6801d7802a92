/** Field types that several sections share. */
import { z } from "zod";

const NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
export const name = z.string().regex(NAME, "1 to 40 lower-case letters, digits and '-', beginning with a letter");

const OBJECT_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
/** Of a Kubernetes object. */
export const objectName = z
  .string()
  .regex(OBJECT_NAME, "a name in Kubernetes: lower-case letters, digits, '-' and '.'");

const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Of a namespace in Kubernetes. */
export const namespaceName = z.string().regex(NAMESPACE, "a namespace: 1 to 63 lower-case letters, digits and '-'");

export const labels = z.record(z.string().min(1), z.string());

export const address = z.ipv4("an IPv4 address such as 203.0.113.7");
export const cidr = z.cidrv4("an IPv4 range such as 203.0.113.0/24");
export const url = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
