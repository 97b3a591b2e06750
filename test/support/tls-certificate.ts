import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate for this machine's loopback address, which vouches for itself, and how servers present it. */
export interface TlsCertificate {
  /** Its path: whoever trusts it trusts such servers. */
  readonly path: string;
  /** Arguments of redis-server, which asks no client for a certificate. */
  readonly serverArgs: readonly string[];
}

/** @param directory Where its files go. */
export async function makeTlsCertificate(directory: string): Promise<TlsCertificate> {
  const path = join(directory, 'server.crt');
  const key = join(directory, 'server.key');
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
    ...['-nodes', '-days', '1', '-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', key, '-out', path],
  ]);
  return {
    path,
    serverArgs: [
      ...['--tls-cert-file', path, '--tls-key-file', key, '--tls-ca-cert-file', path],
      ...['--tls-auth-clients', 'no'],
    ],
  };
}
