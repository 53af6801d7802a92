/** Field types that several sections share. */
import { z } from "zod";

const NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
export const name = z.string().regex(NAME, "1 to 40 lower-case letters, digits and '-', beginning with a letter");

export const labels = z.record(z.string().min(1), z.string());

export const address = z.ipv4("an IPv4 address such as 203.0.113.7");
export const cidr = z.cidrv4("an IPv4 range such as 203.0.113.0/24");
