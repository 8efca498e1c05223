import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseAllDocuments } from "yaml";

/** The parts of Kubernetes objects that the tests read. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } };
  }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>>; readonly limits?: Readonly<Record<string, unknown>> };
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string | number };
  readonly grpc?: { readonly port: number };
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly automountServiceAccountToken?: boolean;
    readonly terminationGracePeriodSeconds?: number;
    readonly restartPolicy?: string;
    readonly securityContext?: Readonly<Record<string, unknown>>;
    readonly containers: readonly Container[];
    readonly volumes?: readonly {
      readonly name: string;
      readonly configMap?: { readonly name: string };
      readonly secret?: { readonly secretName: string };
      readonly emptyDir?: object;
    }[];
  };
}

interface PodFailureRule {
  readonly action: string;
  readonly onExitCodes?: { readonly operator: string; readonly values: readonly number[] };
}

export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly replicas?: number;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly serviceName?: string;
    /** of a Service: labels; of everything else: matchLabels */
    readonly selector?: Readonly<Record<string, unknown>>;
    readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly ports?: readonly { readonly name: string; readonly port: number; readonly targetPort: string }[];
    readonly template?: PodTemplate;
    readonly podFailurePolicy?: { readonly rules: readonly PodFailureRule[] };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

/** A kubectl that works without a cluster; null if there is none. `KUBE`: folder of a local cluster, which brings one. */
export function findKubectl(): string | null {
  const folder = process.env["KUBE"];
  const candidates = [...(folder ? [path.join(folder, "bin/kubectl"), path.join(folder, "kubectl")] : []), "kubectl"];
  return candidates.find((candidate) => spawnSync(candidate, ["version", "--client"]).status === 0) ?? null;
}

/** What `kubectl apply -k folder` would apply. */
export function render(kubectl: string, folder: string): readonly Manifest[] {
  const { status, stdout, stderr } = spawnSync(kubectl, ["kustomize", folder], { encoding: "utf8", maxBuffer: 16 << 20 });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder}: ${stderr}`);
  return parseAllDocuments(stdout).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS() as Manifest;
  });
}

export function find(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.filter((each) => each.kind === kind && each.metadata.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} objects are called ${kind} ${name}`);
  return found[0];
}

/** What a Job does when its container ends with this exit code. */
export function reactionTo(job: Manifest, exitCode: number): string {
  const rule = job.spec?.podFailurePolicy?.rules.find(
    ({ onExitCodes }) => onExitCodes?.operator === "In" && onExitCodes.values.includes(exitCode),
  );
  return rule?.action ?? "Count";
}

export function podTemplates(manifests: readonly Manifest[]): readonly PodTemplate[] {
  return manifests.flatMap((each) => each.spec?.template ?? []);
}

export function selects(selector: Readonly<Record<string, unknown>> | undefined, template: PodTemplate): boolean {
  return Object.entries(selector ?? {}).every(([label, value]) => template.metadata.labels[label] === value);
}
