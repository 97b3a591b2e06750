import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keySlot } from '../../../src/store/redis/cluster/key-slot.ts';
import { withCredentials } from '../../../src/store/node-credentials.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import { makeTlsCertificate, type TlsCertificate } from '../../support/tls-certificate.ts';

const run = promisify(execFile);
const register = new URL('../users-file/register-typescript.js', import.meta.url).href;
const program = fileURLToPath(new URL('./secured-cluster-program.ts', import.meta.url));

const user = { username: 'ringgate', password: 'of:the/gate%77ays' };

/** As in docs/operations.md. */
const rules =
  'resetkeys ~s:* ~t:* ~u:* ~l:* ~ring* resetchannels &e:* &ring +@all -@admin -@dangerous +info +config|get';

describe('a node that is a Redis Cluster over TLS, with a user and a password', () => {
  let directory: string;
  let certificate: TlsCertificate;
  let cluster: RedisCluster;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringgate-tls-'));
    certificate = await makeTlsCertificate(directory);
    cluster = await RedisCluster.start({
      tlsArgs: certificate.serverArgs,
      password: 'of-the-servers',
      args: ['--user', user.username, 'on', `>${user.password}`, ...rules.split(' ')],
    });
  }, 30_000);

  afterAll(async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('logs in, reads, lists and hears of changes, also where a slot was moved meanwhile', async () => {
    const child = spawn(process.execPath, argsFor(withCredentials(cluster.url, user)), {
      env: trusting(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stderr.pipe(process.stderr);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const told = async (): Promise<Record<string, unknown>> =>
      JSON.parse(String((await lines.next()).value)) as Record<string, unknown>;
    const { status, id } = await told();
    expect(status).toBe('UP');
    expect(await namesOfClients()).toEqual(new Set([user.username]));

    const slot = keySlot(`s:{${String(id)}}`);
    const from = await cluster.ownerOf(slot);
    const to = (await cluster.masters()).find((master) => master !== from);
    if (!to) throw new Error('There is one master');
    await cluster.moveSlot(slot, from, to);
    const redirected = await cluster.errorCount('MOVED');
    child.stdin.write('go on\n');
    const found = await told();
    expect(found).toMatchObject({ a: '1', listed: [id] });
    expect(found['heard']).toEqual(expect.stringMatching(/^(?:changed|missed)$/));
    expect(await cluster.errorCount('MOVED')).toBeGreaterThan(redirected);
    expect(JSON.stringify(found)).not.toContain(user.password);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });

  it.each([
    ['the password is wrong', { ...user, password: 'wrong' }, true, 'refuses access'],
    ['nobody vouches for the certificate', user, false, 'no server of the cluster answers'],
  ])('is DOWN where %s, and says so', async (_why, credentials, isTrusted, reason) => {
    const { stdout } = await run(
      process.execPath,
      argsFor(withCredentials(cluster.url, credentials)),
      { env: isTrusted ? trusting() : { PATH: process.env['PATH'] } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ status: 'DOWN' });
    expect(stdout).toContain(reason);
    expect(stdout).not.toContain(credentials.password);
  });

  function argsFor(url: string): string[] {
    return ['--no-warnings', '--import', register, program, url];
  }

  function trusting(): NodeJS.ProcessEnv {
    return { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: certificate.path };
  }

  /** Of those on the ports for TLS, other servers apart. */
  async function namesOfClients(): Promise<Set<string | undefined>> {
    const lists = await Promise.all(
      cluster.servers.map((server) => server.ask((client) => client.call('CLIENT', 'LIST'))),
    );
    const plain = new Set(cluster.servers.map(({ port }) => `127.0.0.1:${port}`));
    const clients = lists.flatMap((list) => String(list).trim().split('\n'));
    return new Set(
      clients
        .filter((line) => !/ flags=[SM]/.test(line))
        .filter((line) => !plain.has(/ laddr=(\S+)/.exec(line)?.[1] ?? ''))
        .map((line) => / user=(\S+)/.exec(line)?.[1]),
    );
  }
});
