import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { isPlainJson, readJsonBody } from '../../../src/http/json-body.ts';

interface Outcome {
  readonly status: number | undefined;
  readonly body: unknown;
}

function read(chunks: readonly Buffer[], declaredBytes?: number): Promise<Outcome> {
  const request = new IncomingMessage(new Socket());
  if (declaredBytes !== undefined) request.headers['content-length'] = String(declaredBytes);
  const outcome = new Promise<Outcome>((resolve) => {
    readJsonBody(request, 20, (error, body) => {
      resolve({ status: error?.statusCode, body });
    });
  });
  for (const chunk of chunks) request.push(chunk);
  request.push(null);
  return outcome;
}

describe('readJsonBody', () => {
  it('reads a body in one piece or many, also when a character is split', async () => {
    const whole = Buffer.from('{"a":"é你"}');
    expect(await read([whole])).toEqual({ status: undefined, body: { a: 'é你' } });
    const bytes = [...whole].map((byte) => Buffer.from([byte]));
    expect(await read(bytes)).toEqual({ status: undefined, body: { a: 'é你' } });
  });

  it('refuses what is no JSON, and an empty body', async () => {
    for (const text of ['{', 'undefined', '', '{} {}']) {
      expect((await read([Buffer.from(text)])).status).toBe(400);
    }
  });

  it('refuses a body over the limit, declared or not', async () => {
    expect((await read([], 21)).status).toBe(413);
    expect((await read([Buffer.alloc(11, ' '), Buffer.alloc(10, ' ')])).status).toBe(413);
    expect((await read([Buffer.from('"123456789012345678"')], 20)).body).toHaveLength(18);
  });
});

describe('isPlainJson', () => {
  it('holds for no type that a form can send', () => {
    for (const type of [undefined, '', 'text/plain', 'multipart/form-data', 'text/json']) {
      expect(isPlainJson(type)).toBe(false);
    }
    expect(isPlainJson('application/json')).toBe(true);
  });
});
