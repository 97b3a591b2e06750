import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SentinelNode } from '../../support/sentinel-node.ts';
import { makeTlsCertificate, type TlsCertificate } from '../../support/tls-certificate.ts';

const run = promisify(execFile);
const register = new URL('../users-file/register-typescript.js', import.meta.url).href;
const program = fileURLToPath(new URL('./tls-program.ts', import.meta.url));

describe('a node behind Sentinels over TLS', () => {
  let directory: string;
  let certificate: TlsCertificate;
  let servers: SentinelNode;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringgate-tls-'));
    certificate = await makeTlsCertificate(directory);
    servers = await SentinelNode.start({
      tlsArgs: [...certificate.serverArgs, '--tls-replication', 'yes'],
    });
  });

  afterAll(async () => {
    await servers.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('is UP with a certificate that is trusted', async () => {
    expect(await statusWith({ NODE_EXTRA_CA_CERTS: certificate.path })).toMatchObject({
      status: 'UP',
    });
  });

  it('is DOWN with one that nobody vouches for: nothing is said to such Sentinels', async () => {
    expect(await statusWith({})).toMatchObject({
      status: 'DOWN',
      lines: expect.arrayContaining([expect.objectContaining({ reason: 'SENTINELS_SILENT' })]),
    });
  });

  it('is not found where its Sentinels are asked without TLS', async () => {
    const found = await statusWith({ NODE_EXTRA_CA_CERTS: certificate.path }, 'sentinelTls=off');
    expect(found).toMatchObject({ status: 'DOWN' });
  });

  async function statusWith(env: Readonly<Record<string, string>>, query = ''): Promise<unknown> {
    const { stdout } = await run(
      process.execPath,
      ['--no-warnings', '--import', register, program, servers.url(query)],
      { env: { PATH: process.env['PATH'], ...env } },
    );
    return JSON.parse(stdout);
  }
});
