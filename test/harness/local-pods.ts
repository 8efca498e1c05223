import { randomInt } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { startLockstep } from "./command.ts";
import type { RunningCommand } from "./command.ts";
import { find, selects } from "./manifests.ts";
import type { Container, Manifest, PodTemplate } from "./manifests.ts";

export interface LocalPod {
  readonly name: string;
  /** loopback address of this pod alone */
  readonly ip: string;
  readonly command: RunningCommand;
  /** where one of its volumes lies */
  readonly volume: (name: string) => string;
}

type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Runs the pods of rendered manifests as processes of this machine: with their arguments and environment, each with a loopback address of
 * its own, so that ports stay what they are; volumes are folders, names of Services are replaced by addresses.
 */
export class LocalPods {
  readonly #manifests: readonly Manifest[];
  readonly #folder: string;
  readonly #secrets: Secrets;
  /** names of all pods, in the order of their addresses */
  readonly #names: readonly string[];
  readonly #net = `127.${randomInt(16, 250)}.${randomInt(1, 250)}`;

  /** @param secrets what the Secrets hold that the manifests refer to */
  constructor(manifests: readonly Manifest[], folder: string, secrets: Secrets) {
    this.#manifests = manifests;
    this.#folder = folder;
    this.#secrets = secrets;
    this.#names = manifests.flatMap((each) => podNames(each));
  }

  /** Starts every pod of a StatefulSet or Job. */
  async startAll(kind: "StatefulSet" | "Job", name: string): Promise<readonly LocalPod[]> {
    const owner = find(this.#manifests, kind, name);
    return Promise.all(podNames(owner).map((_, index) => this.start(kind, name, index)));
  }

  /** Starts one pod; again after it ended, with its volumes as they are. `secrets`: others than the rest has. */
  async start(kind: "StatefulSet" | "Job", name: string, index: number, secrets: Secrets = this.#secrets): Promise<LocalPod> {
    const owner = find(this.#manifests, kind, name);
    const template = owner.spec?.template;
    const container = template?.spec.containers[0];
    const podName = podNames(owner)[index];
    if (template === undefined || container === undefined || podName === undefined) throw new Error(`${name} has no pod ${index}`);
    const ip = this.#address(podName);
    const volumes = await this.#makeVolumes(podName, owner, template, secrets);
    const environment = this.#environment(container, ip, index, kind);
    const local = (text: string): string => this.#localize(expand(text, environment), ip, container, volumes);
    const command = startLockstep((container.args ?? []).map(local), {
      folder: this.#folder,
      environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, local(value)])),
    });
    return { name: podName, ip, command, volume: (volume) => required(volumes.get(volume), `volume ${volume}`) };
  }

  #address(podName: string): string {
    return `${this.#net}.${this.#names.indexOf(podName) + 1}`;
  }

  #environment(container: Container, ip: string, index: number, kind: string): Record<string, string> {
    const fields: Readonly<Record<string, string>> = {
      "status.podIP": ip,
      ...(kind === "StatefulSet" && { "metadata.labels['apps.kubernetes.io/pod-index']": String(index) }),
    };
    const environment: Record<string, string> = {};
    for (const { name, value, valueFrom } of container.env ?? []) {
      const field = valueFrom?.fieldRef?.fieldPath ?? "";
      environment[name] = value === undefined ? required(fields[field], `field ${field}`) : expand(value, environment);
    }
    // The controller of an Indexed Job adds it behind the others: arguments see it, other variables do not.
    return kind === "Job" ? { ...environment, JOB_COMPLETION_INDEX: String(index) } : environment;
  }

  async #makeVolumes(podName: string, owner: Manifest, template: PodTemplate, secrets: Secrets): Promise<ReadonlyMap<string, string>> {
    const folders = new Map<string, string>();
    const claims = owner.spec?.volumeClaimTemplates?.map((claim) => ({ name: claim.metadata.name })) ?? [];
    for (const volume of [...(template.spec.volumes ?? []), ...claims]) {
      const folder = path.join(this.#folder, podName, volume.name);
      await mkdir(folder, { recursive: true });
      folders.set(volume.name, folder);
      const files =
        "configMap" in volume && volume.configMap
          ? find(this.#manifests, "ConfigMap", volume.configMap.name).data
          : "secret" in volume && volume.secret
            ? required(secrets[volume.secret.secretName], `Secret ${volume.secret.secretName}`)
            : {};
      for (const [file, text] of Object.entries(files ?? {})) await writeFile(path.join(folder, file), text);
    }
    return folders;
  }

  /** What a text of the manifest means on this machine: paths of volumes, names of Services, the address that means "this pod". */
  #localize(text: string, ip: string, container: Container, volumes: ReadonlyMap<string, string>): string {
    const mount = container.volumeMounts?.find(({ mountPath }) => text === mountPath || text.startsWith(`${mountPath}/`));
    if (mount !== undefined) return text.replace(mount.mountPath, required(volumes.get(mount.name), `volume ${mount.name}`));
    const [, host, port] = /^([\w.-]+):(\d+)$/.exec(text) ?? [];
    if (host === undefined || /^[\d.]+$/.test(host)) return text.replace(/^0\.0\.0\.0:/, `${ip}:`);
    const service = find(this.#manifests, "Service", host);
    const target = service.spec?.ports?.find((each) => each.port === Number(port))?.targetPort;
    const behind = this.#manifests.find(({ spec }) => spec?.template !== undefined && selects(service.spec?.selector, spec.template));
    const containerPort = behind?.spec?.template?.spec.containers[0]?.ports?.find(({ name }) => name === target)?.containerPort;
    const podName = required(behind && podNames(behind)[0], `pod behind ${host}`);
    return `${this.#address(podName)}:${required(containerPort, `port ${String(target)} of ${podName}`)}`;
  }
}

function podNames({ kind, metadata, spec }: Manifest): readonly string[] {
  const count = kind === "StatefulSet" ? (spec?.replicas ?? 1) : kind === "Job" ? (spec?.completions ?? 1) : 0;
  return Array.from({ length: count }, (_, index) => `${metadata.name}-${index}`);
}

/** `$(NAME)` as Kubernetes replaces it: a name that is not set stays as it is. */
function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\((\w+)\)/g, (reference, name: string) => environment[name] ?? reference);
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the manifests name a ${what} that is not there`);
  return value;
}
