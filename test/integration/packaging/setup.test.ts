import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringgate-setup-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program on the only folder of the PATH; it notes how it was called. */
function program(name: string, script: string): void {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\n[ "$1" = --version ] || echo "${name} $*" >> ${folder}/calls\n${script}\n`,
  );
  chmodSync(path, 0o755);
}

function redis(version: string): string {
  return `echo "Redis server v=${version} sha=00000000:0"`;
}

function setup(env: Readonly<Record<string, string>> = {}): {
  readonly status: number | null;
  readonly output: string;
  readonly calls: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('scripts/setup.js')], {
    env: { PATH: folder, ...env },
    encoding: 'utf8',
    timeout: 20_000,
  });
  const calls = join(folder, 'calls');
  return {
    status,
    output: stdout + stderr,
    calls: existsSync(calls) ? readFileSync(calls, 'utf8') : '',
  };
}

/** A Debian machine: `apt-get install` makes what is named appear. */
function debian(): void {
  program('env', 'shift; "$@"');
  program('sudo', '[ "$1" = --version ] || "$@"');
  program(
    'apt-get',
    `[ "$1" != install ] || for name in "$@"; do
      [ ! -e ${folder}/package-$name ] || /bin/mv ${folder}/package-$name ${folder}/$name
    done`,
  );
  program('package-redis-server', redis('7.0.15'));
  program('package-chromium', 'true');
  program('promtool', 'true');
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('npm run setup', () => {
  it('does nothing where all is there', () => {
    debian();
    program('redis-server', redis('6.2.0'));
    program('google-chrome', 'true');
    expect(setup()).toMatchObject({ status: 0, calls: '' });
  });

  // apt-get is asked for on Linux alone.
  onLinux('installs what is missing by apt-get, with sudo unless it is root', () => {
    debian();
    const { status, calls } = setup();
    const env = 'env DEBIAN_FRONTEND=noninteractive apt-get';
    expect(calls).toContain(`${env} update\n`);
    expect(calls).toMatch(
      new RegExp(`${env} install --yes .*redis-server chromium fonts-liberation\\n`),
    );
    expect(calls.includes('sudo env')).toBe(process.getuid?.() !== 0);
    expect(status).toBe(0);
  });

  onLinux('installs only what is missing', () => {
    debian();
    program('redis-server', redis('7.0.15'));
    const { status, calls } = setup();
    expect(calls).toMatch(/install .* chromium fonts-liberation\n/);
    expect(calls).not.toContain('redis-server');
    expect(status).toBe(0);
  });

  onLinux('installs chromium where a command of that name only says where to get it', () => {
    debian();
    program('redis-server', redis('7.0.15'));
    program('chromium-browser', 'exit 1');
    expect(setup().calls).toMatch(/install .* chromium fonts-liberation\n/);
  });

  it('takes the Chromium that CHROMIUM_PATH names', () => {
    program('redis-server', redis('7.0.15'));
    program('my-own', 'true');
    expect(setup({ CHROMIUM_PATH: join(folder, 'my-own') })).toMatchObject({
      status: 0,
      output: expect.stringContaining('my-own') as unknown,
    });
  });

  // An application of macOS counts, wherever the PATH leads.
  onLinux('says what to install where it knows no package manager', () => {
    const { status, output } = setup();
    expect(status).toBe(1);
    expect(output).toContain('install redis-server 6.2 or later');
    expect(output).toContain('install Chromium or Google Chrome');
  });

  it('says that redis-server is too old', () => {
    program('redis-server', redis('6.0.16'));
    program('chromium', 'true');
    expect(setup()).toMatchObject({
      status: 1,
      output: expect.stringContaining('redis-server is 6.0, but 6.2 or later is needed') as unknown,
    });
  });
});
