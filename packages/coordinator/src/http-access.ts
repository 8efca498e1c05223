import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";

// Who may read the status through a browser. A page of another site betrays itself by its Origin; a name of that site's that was made to
// resolve to this machine (DNS rebinding) shows in Host. Programs that are no browsers send what they like, and may: the status is no secret
// to those who can reach the port.

export interface HttpAccess {
  /** only this machine can connect, so only names of this machine are right */
  readonly loopback: boolean;
  /** further names (without port) under which the status may be reached, lower case */
  readonly hosts: readonly string[];
}

const loopbackHosts = new Set(["localhost", "127.0.0.1", "::1"]);

/** Endings that the public DNS never has, so nobody can have a name there resolve to where he likes: RFC 6761, RFC 6762, ICANN 2024, Kubernetes. */
const privateEndings = [".localhost", ".local", ".internal", ".svc"];

export function isLoopback(host: string): boolean {
  return loopbackHosts.has(host.toLowerCase());
}

/** Why a request is refused, for its sender; null if it is not. */
export function refusalOf({ host, origin }: IncomingHttpHeaders, access: HttpAccess): string | null {
  const name = hostName(host ?? "");
  if (name === null || !isTrusted(name, access))
    return `the name "${(host ?? "").slice(0, 100)}" is not one of this address; allow it with --http-hosts`;
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return null;
  const page = hostName(/^https?:\/\/([^/]+)$/.exec(origin)?.[1] ?? "");
  if (page !== null && (access.hosts.includes(page) || (access.loopback && isLoopback(page)))) return null;
  return "only pages of its own may read this address";
}

function isTrusted(name: string, { loopback, hosts }: HttpAccess): boolean {
  if (isLoopback(name) || hosts.includes(name)) return true;
  if (loopback) return false;
  return (
    isIP(name) !== 0 || !name.includes(".") || name === hostname().toLowerCase() || privateEndings.some((ending) => name.endsWith(ending))
  );
}

/** Of `name`, `name:port`, `[::1]:port`; null if it is none of them. */
function hostName(host: string): string | null {
  const match = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[\w.-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.groups?.["v6"] ?? match?.groups?.["name"])?.toLowerCase() ?? null;
}
