import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { fileText, imageEnvironment } from './deploy-files.ts';

const dockerfile = fileText('Dockerfile');
const manifest = JSON.parse(fileText('package.json')) as {
  readonly engines: { readonly node: string };
  readonly bin: { readonly ringgate: string };
  readonly files: readonly string[];
};
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM'));

/** Sources of `COPY` from outside, of all stages. */
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
  sources.split(' '),
);

describe('the Dockerfile', () => {
  it('copies what is there and what .dockerignore lets through, and ignores all else', () => {
    const ignored = fileText('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    expect(copied.length).toBeGreaterThan(8);
    for (const source of copied) {
      expect([source, existsSync(source)]).toEqual([source, true]);
      const isLetThrough = ignored.some(
        (line) =>
          line === `!${source}` || (line.startsWith('!') && source.startsWith(`${line.slice(1)}/`)),
      );
      expect([source, isLetThrough]).toEqual([source, true]);
    }
    for (const pattern of ignored.filter((line) => line.startsWith('!'))) {
      expect([pattern, copied.some((source) => source.startsWith(pattern.slice(1)))]).toEqual([
        pattern,
        true,
      ]);
    }
  });

  it('stands on a Node that the package takes, the same in all stages', () => {
    const [oldest = 0] = /^>=(\d+)/.exec(manifest.engines.node)?.slice(1).map(Number) ?? [];
    const bases = [...dockerfile.matchAll(/^FROM (node:(\d+)\S*)/gm)];
    expect(bases).toHaveLength(3);
    expect(new Set(bases.map(([, base]) => base)).size).toBe(1);
    expect(Number(bases[0]?.[2])).toBeGreaterThanOrEqual(oldest);
  });

  it('ends with the program and its packages, without those of development, for a user that is not root', () => {
    expect(lastStage).toContain('COPY --from=packages /ringgate/node_modules node_modules');
    expect(dockerfile).toMatch(/ AS packages\n(?:(?!FROM).*\n)*RUN npm ci --omit=dev /);
    expect(lastStage).toContain(`ENTRYPOINT ["node", "${manifest.bin.ringgate}"]`);
    expect(Number(/^USER (\d+):\d+$/m.exec(lastStage)?.[1])).toBeGreaterThan(0);
    expect(lastStage).toContain('schema.graphql');
    expect(lastStage).toContain('STOPSIGNAL SIGTERM');
    expect(lastStage).not.toMatch(/^RUN/m);
  });

  it('opens the ports that it names', () => {
    const { PORT, RINGGATE_ADMIN_PORT, HOST, NODE_ENV } = imageEnvironment();
    expect([NODE_ENV, HOST]).toEqual(['production', '0.0.0.0']);
    expect(lastStage).toContain(`EXPOSE ${PORT} ${RINGGATE_ADMIN_PORT}\n`);
  });

  it('has a health check that tells a gateway that answers from one that does not', async () => {
    const [command = '', ...args] = JSON.parse(
      /^HEALTHCHECK (?:.*\\\n)*.*CMD (\[.*\])$/m.exec(lastStage)?.[1] ?? '[]',
    ) as string[];
    expect(command).toBe('node');
    let status = 200;
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const check = async (adminPort = String(port)): Promise<unknown> => {
      const env = { RINGGATE_ADMIN_PORT: adminPort, PORT: String(port) };
      const child = spawn(process.execPath, args, { env });
      const [exitCode] = (await once(child, 'exit')) as unknown[];
      return exitCode;
    };
    expect(await check()).toBe(0);
    for (const unknown of ['off', '0']) expect(await check(unknown)).toBe(0);
    status = 503;
    expect(await check()).toBe(1);
    server.close();
    server.closeAllConnections();
    expect(await check()).toBe(1);
    expect(asked).toEqual(Array(4).fill('/healthz'));
  });
});
