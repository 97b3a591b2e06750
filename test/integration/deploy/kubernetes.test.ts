import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { configOf, fileText, imageEnvironment, yamlDocuments } from './deploy-files.ts';

type Labels = Readonly<Record<string, string>>;

interface EnvVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly exec?: { readonly command: readonly string[] };
}

interface Container {
  readonly image: string;
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly EnvVariable[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: string[] } } };
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string }[];
}

interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string };
  readonly configMap?: { readonly name: string };
}

interface Workload extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly serviceName?: string;
    readonly selector: { readonly matchLabels: Labels };
    readonly template: {
      readonly metadata: { readonly labels: Labels };
      readonly spec: {
        readonly enableServiceLinks: boolean;
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: object;
        readonly containers: readonly [Container];
        readonly volumes: readonly Volume[];
      };
    };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Labels };
}

interface Service extends Manifest {
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector: Labels;
    readonly ports: readonly { readonly name: string; readonly targetPort: string }[];
  };
}

interface Rule {
  readonly ports: readonly { readonly port: number }[];
  readonly from?: readonly object[];
  readonly to?: readonly { readonly podSelector?: { readonly matchLabels: Labels } }[];
}

interface NetworkPolicy extends Manifest {
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Labels };
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

interface Kinds {
  readonly Deployment: Workload;
  readonly StatefulSet: Workload;
  readonly PodDisruptionBudget: Workload;
  readonly Service: Service;
  readonly NetworkPolicy: NetworkPolicy;
  readonly Secret: Manifest;
}

const folder = 'deploy/kubernetes';
const [kustomization] = yamlDocuments<{
  readonly resources: readonly string[];
  readonly configMapGenerator: readonly { readonly name: string; readonly files: string[] }[];
  readonly images: readonly { readonly name: string }[];
}>(`${folder}/kustomization.yaml`);
const manifests = (kustomization?.resources ?? []).flatMap((file) =>
  yamlDocuments<Manifest>(`${folder}/${file}`),
);
const secrets = yamlDocuments<Manifest & { readonly stringData: Labels }>(
  `${folder}/secrets.example.yaml`,
);

function all<Kind extends keyof Kinds>(kind: Kind): Kinds[Kind][] {
  return manifests.filter((manifest) => manifest.kind === kind) as Kinds[Kind][];
}

function one<Kind extends keyof Kinds>(kind: Kind, name: string): Kinds[Kind] {
  const found = all(kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}`);
  return found;
}

const gateway = one('Deployment', 'ringgate');
const redis = one('StatefulSet', 'redis');
const workloads = [gateway, redis];

function podOf(workload: Workload): Workload['spec']['template']['spec'] {
  return workload.spec.template.spec;
}

function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

/** The environment of the gateway, with something of the right kind in place of secrets. */
const environment = Object.fromEntries(
  (podOf(gateway).containers[0].env ?? []).map(({ name, value }) => [
    name,
    value ?? 'a-secret-that-is-long-enough-to-be-a-key',
  ]),
);

describe('the Kubernetes files', () => {
  it('are all named by the kustomization, but for the examples and what needs an operator', () => {
    expect(kustomization?.resources.every((file) => existsSync(`${folder}/${file}`))).toBe(true);
    for (const { files } of kustomization?.configMapGenerator ?? []) {
      for (const file of files) expect(existsSync(`${folder}/${file}`)).toBe(true);
    }
    const { image } = podOf(gateway).containers[0];
    expect(kustomization?.images.map(({ name }) => name)).toEqual([image]);
    const [monitor] = yamlDocuments<{
      readonly spec: {
        readonly selector: { readonly matchLabels: Labels };
        readonly endpoints: readonly [{ readonly port: string }];
      };
    }>(`${folder}/service-monitor.yaml`);
    const admin = one('Service', 'ringgate-admin');
    expect(selects(monitor?.spec.selector.matchLabels ?? { none: '' }, admin.metadata.labels)).toBe(
      true,
    );
    expect(admin.spec.ports.map(({ name }) => name)).toEqual([monitor?.spec.endpoints[0].port]);
  });

  it('give the gateway a configuration that it takes, over the pods that there are', () => {
    const { nodes, production, ring, login, warnings } = configOf(environment);
    expect(production).toBe(true);
    const { serviceName = '', replicas } = redis.spec;
    expect(one('Service', serviceName).spec.clusterIP).toBe('None');
    const pods = Array.from({ length: replicas }, (_, pod) => `redis-${pod}`);
    expect(nodes.map(({ id }) => id)).toEqual(pods);
    expect(nodes.map(({ url }) => new URL(url ?? '').host)).toEqual(
      pods.map((pod) => `${pod}.${serviceName}:6379`),
    );
    expect([ring.mover, login.demo]).toEqual([true, false]);
    expect(warnings.filter((warning) => !warning.startsWith('RINGGATE_ADMIN_HOST'))).toEqual([]);
  });

  it('leave no room for what Kubernetes puts into the environment beside a service', () => {
    for (const workload of workloads) expect(podOf(workload).enableServiceLinks).toBe(false);
    const port = { RINGGATE_ADMIN_PORT: 'tcp://10.0.0.1:9464' };
    expect(() => configOf({ ...environment, ...port })).toThrow('RINGGATE_ADMIN_PORT');
  });

  it('name pods by labels that pods have, and ports that containers open', () => {
    const pods = workloads.map((workload) => ({
      labels: workload.spec.template.metadata.labels,
      ports: podOf(workload).containers[0].ports.map(({ name }) => name),
    }));
    for (const { spec } of workloads) {
      expect(selects(spec.selector.matchLabels, spec.template.metadata.labels)).toBe(true);
    }
    const services = all('Service');
    expect(services).toHaveLength(3);
    for (const { spec } of services) {
      const [pod, ...more] = pods.filter(({ labels }) => selects(spec.selector, labels));
      expect(more).toEqual([]);
      for (const { targetPort } of spec.ports) expect(pod?.ports).toContain(targetPort);
    }
    const budgets = all('PodDisruptionBudget');
    expect(budgets).toHaveLength(2);
    for (const { spec } of budgets) {
      expect(pods.filter(({ labels }) => selects(spec.selector.matchLabels, labels))).toHaveLength(
        1,
      );
    }
  });

  it('probe the admin port of the gateway, and the nodes by a user who may do nothing else', () => {
    const container = podOf(gateway).containers[0];
    const { PORT, RINGGATE_ADMIN_PORT } = imageEnvironment();
    expect(container.ports.map(({ containerPort }) => String(containerPort))).toEqual([
      PORT,
      RINGGATE_ADMIN_PORT,
    ]);
    const { startupProbe, readinessProbe, livenessProbe } = container;
    expect([startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet)).toEqual(
      ['/healthz', '/readyz', '/healthz'].map((path) => ({ path, port: 'admin' })),
    );
    expect(configOf(environment).admin.listen).toMatchObject({ host: '0.0.0.0', port: 9_464 });
    const probes = podOf(redis).containers[0];
    for (const { exec } of [probes.startupProbe, probes.readinessProbe, probes.livenessProbe]) {
      expect(exec?.command.join(' ')).toMatch(/^redis-cli -e --user probe .* ping$/);
    }
    expect(fileText(`${folder}/users.acl`)).toMatch(/^user default off$/m);
    expect(fileText(`${folder}/users.acl`)).toMatch(/^user probe on nopass .* -@all \+ping$/m);
  });

  it('give a gateway the time that it takes to finish', () => {
    const pod = podOf(gateway);
    const wait = pod.containers[0].lifecycle?.preStop.exec.command.at(-1) ?? '';
    const preStopMs = Number(/, (\d+)\)$/.exec(wait)?.[1]);
    const { drainTimeoutMs } = configOf(environment).http;
    expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(
      preStopMs + drainTimeoutMs + 5_000,
    );
  });

  it('run nothing as root, and nothing that writes but its data', () => {
    for (const workload of workloads) {
      const pod = podOf(workload);
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      const [container] = pod.containers;
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      const claims = (workload.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata);
      const volumes = [...pod.volumes, ...claims].map(({ name }) => name);
      expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.sort());
    }
  });

  it('take secrets and settings that the examples have, and hold none themselves', () => {
    const known = secrets.map(({ metadata, stringData }) => ({ ...metadata, stringData }));
    for (const { valueFrom } of podOf(gateway).containers[0].env ?? []) {
      if (valueFrom === undefined) continue;
      const { name, key } = valueFrom.secretKeyRef;
      expect(known.find((secret) => secret.name === name)?.stringData).toHaveProperty([key]);
    }
    for (const { secret, configMap } of workloads.flatMap((workload) => podOf(workload).volumes)) {
      if (secret) expect(known.map(({ name }) => name)).toContain(secret.secretName);
      if (configMap) {
        expect(kustomization?.configMapGenerator.map(({ name }) => name)).toContain(configMap.name);
      }
    }
    const secretNames = ['RINGGATE_COOKIE_KEYS', 'RINGGATE_NODE_PASSWORD'];
    for (const { name, value } of podOf(gateway).containers[0].env ?? []) {
      if (secretNames.includes(name)) expect(value).toBeUndefined();
    }
    expect(all('Secret')).toEqual([]);
  });

  it('let nothing through but clients, metrics for the monitoring, the nodes and names', () => {
    const policies = all('NetworkPolicy');
    for (const { spec } of policies) expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(one('NetworkPolicy', 'nothing-passes').spec.podSelector).toEqual({});
    const { ingress = [], egress = [], podSelector } = one('NetworkPolicy', 'gateway').spec;
    expect(selects(podSelector.matchLabels ?? {}, gateway.spec.template.metadata.labels)).toBe(
      true,
    );
    expect(ingress.map(({ ports, from }) => [ports.map(({ port }) => port), from])).toEqual([
      [[4_000], undefined],
      [
        [9_464],
        [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      ],
    ]);
    expect(egress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[6_379], [53, 53]]);
    expect(egress[0]?.to?.[0]?.podSelector?.matchLabels).toEqual(redis.spec.selector.matchLabels);
    const nodes = one('NetworkPolicy', 'redis').spec;
    expect(selects(nodes.podSelector.matchLabels ?? {}, redis.spec.template.metadata.labels)).toBe(
      true,
    );
    expect(nodes.egress).toBeUndefined();
    expect(nodes.ingress).toEqual([
      {
        from: [{ podSelector: gateway.spec.selector }],
        ports: [{ port: 6_379, protocol: 'TCP' }],
      },
    ]);
  });

  it('leave a node room beside its data', () => {
    const maxmemory = Number(/^maxmemory (\d+)mb$/m.exec(fileText(`${folder}/redis.conf`))?.[1]);
    const limit = podOf(redis).containers[0].resources.limits.memory;
    expect(limit).toMatch(/^\dGi$/);
    expect(parseInt(limit) * 1_024).toBeGreaterThanOrEqual(2 * maxmemory);
  });
});
