import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { configOf, fileText, imageEnvironment, yamlDocuments } from './deploy-files.ts';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly (string | { readonly source: string; readonly read_only: boolean })[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly secrets?: readonly string[];
  readonly networks: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly user?: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly stop_grace_period: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

const [compose] = yamlDocuments<Compose>('deploy/compose.yaml') as [Compose];
const { gateway, ...others } = compose.services as Readonly<Record<string, Service>> & {
  readonly gateway: Service;
};

/** As compose puts values in the place of variables. */
function filled(text: string): string {
  return text.replaceAll(/\$\{(\w+):?[?-][^}]*\}/g, (_all, name: string) =>
    name === 'RINGGATE_TRUST_PROXY' ? '' : `a-value-of-${name}-that-is-long-enough`,
  );
}

const environment = Object.fromEntries(
  Object.entries(gateway.environment ?? {}).map(([name, value]) => [name, filled(value)]),
);

describe('compose.yaml', () => {
  it('gives the gateway a configuration that it takes, with the three nodes that there are', () => {
    const { nodes, production, ring, warnings } = configOf(environment);
    expect(production).toBe(true);
    expect(nodes.map(({ url }) => new URL(url ?? '').hostname)).toEqual(Object.keys(others));
    expect(nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect([ring.mover, ring.credentials.password]).toEqual([true, expect.any(String)]);
    expect(warnings.filter((warning) => !warning.startsWith('RINGGATE_ADMIN_HOST'))).toEqual([]);
  });

  it('has the gateway tell metrics to who asks for them by the name of its service', () => {
    expect(configOf(environment).admin.listen?.names).toContain('gateway');
  });

  it('says what is missing in place of a secret, and the example has all of them', () => {
    const example = fileText('deploy/.env.example');
    for (const name of ['RINGGATE_COOKIE_KEYS', 'REDIS_PASSWORD', 'USERS_FOLDER']) {
      expect(fileText('deploy/compose.yaml')).toMatch(new RegExp(`\\$\\{${name}:\\?\\S`));
      expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
    }
    expect(example).toMatch(/^RINGGATE_COOKIE_KEYS=$/m);
    expect(fileText('.gitignore')).toContain('deploy/.env\n');
  });

  it('publishes the ports of the image to this machine alone', () => {
    const { PORT, RINGGATE_ADMIN_PORT } = imageEnvironment();
    expect(gateway.ports).toEqual(
      [PORT, RINGGATE_ADMIN_PORT].map((port) => `127.0.0.1:${port}:${port}`),
    );
    for (const { ports } of Object.values(others)) expect(ports).toBeUndefined();
  });

  it('waits longer for the end of the gateway than that drains', () => {
    const { drainTimeoutMs } = configOf(environment).http;
    expect(parseInt(gateway.stop_grace_period) * 1_000).toBeGreaterThan(drainTimeoutMs + 5_000);
  });

  it('starts the gateway when the nodes are healthy, and mounts its users read-only', () => {
    for (const name of Object.keys(others)) {
      expect(gateway.depends_on?.[name]).toEqual({ condition: 'service_healthy' });
      expect(others[name]?.healthcheck?.test.join(' ')).toContain('redis-cli -e ping');
    }
    expect(gateway.volumes).toEqual([expect.objectContaining({ read_only: true })]);
  });

  it('names no volume, secret, network or file that is not there', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect([service.read_only, service.cap_drop]).toEqual([true, ['ALL']]);
      for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty(secret);
      for (const network of service.networks) expect(compose.networks).toHaveProperty(network);
      for (const volume of service.volumes) {
        if (typeof volume !== 'string') continue;
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect(existsSync(`deploy/${source}`)).toBe(true);
        else
          expect([source, Object.keys(compose.volumes)]).toEqual([
            name,
            expect.arrayContaining([source]),
          ]);
      }
    }
    expect(compose.networks['nodes']?.internal).toBe(true);
  });
});

it.each(['deploy/redis.conf', 'deploy/kubernetes/redis.conf'])('%s keeps every session', (path) => {
  const conf = fileText(path);
  for (const line of ['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction']) {
    expect(conf.split('\n')).toContain(line);
  }
  expect(conf).toMatch(/^maxmemory \d+mb$/m);
});
