import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { eventKinds } from '../../../src/event-log/event-kinds.ts';
import { EventLog } from '../../../src/event-log/event-log.ts';
import { NodeEvents } from '../../../src/event-log/node-events.ts';
import { openEventLog } from '../../../src/event-log/open-event-log.ts';
import { EventSinks } from '../../../src/session/event-sinks.ts';
import type { GatewayEvent } from '../../../src/session/gateway-event.ts';

type Line = Readonly<Record<string, unknown>>;

/** Keeps lines as they would be written, with their level. */
class KeptLines {
  readonly lines: Line[] = [];

  info(fields: object, msg: string): void {
    this.lines.push({ level: 'info', ...fields, msg });
  }

  warn(fields: object, msg: string): void {
    this.lines.push({ level: 'warn', ...fields, msg });
  }
}

function rejected(address: string, reason: 'forged' | 'malformed' = 'forged'): GatewayEvent {
  return { name: 'token.rejected', reason, requestId: 'r', address };
}

describe('the event log', () => {
  let kept = new KeptLines();
  let log = new EventLog(kept);
  const counts = (): readonly unknown[] =>
    kept.lines.map(({ address, suppressed }) => [address, suppressed]);

  beforeEach(() => {
    jest.useFakeTimers();
    kept = new KeptLines();
    log = new EventLog(kept);
  });

  afterEach(() => {
    log.close();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('writes an event as one line with its name and its fields', () => {
    log.record({
      name: 'session.revoked',
      userId: 'ann',
      sessionId: 's',
      revokedId: 't',
      requestId: 'r',
      address: '192.0.2.1',
    });
    expect(kept.lines).toEqual([
      {
        level: 'info',
        event: 'session.revoked',
        userId: 'ann',
        sessionId: 's',
        revokedId: 't',
        requestId: 'r',
        address: '192.0.2.1',
        msg: eventKinds['session.revoked'].message,
      },
    ]);
  });

  it('writes every login that failed, however many there are', () => {
    for (let count = 0; count < 50; count += 1) {
      log.record({ name: 'login.failed', userId: 'ann', requestId: 'r', address: '192.0.2.1' });
    }
    expect(kept.lines).toHaveLength(50);
  });

  it('bounds a flood from one address to a line a second that says how many it stands for', () => {
    for (let count = 0; count < 1_000; count += 1) log.record(rejected('192.0.2.1'));
    expect(counts()).toEqual([['192.0.2.1', undefined]]);
    jest.advanceTimersByTime(1_000);
    expect(counts().slice(1)).toEqual([['192.0.2.1', 998]]);
    jest.advanceTimersByTime(10_000);
    expect(counts()).toHaveLength(2);
  });

  it('says nothing of suppressed events where there were none', () => {
    log.record(rejected('192.0.2.1'));
    log.record(rejected('192.0.2.1'));
    jest.advanceTimersByTime(1_000);
    expect(counts()).toEqual([
      ['192.0.2.1', undefined],
      ['192.0.2.1', undefined],
    ]);
  });

  it('goes on bounding a flood that goes on, and ends with it', () => {
    log.record(rejected('192.0.2.1'));
    for (let second = 0; second < 5; second += 1) {
      for (let count = 0; count < 10; count += 1) log.record(rejected('192.0.2.1'));
      jest.advanceTimersByTime(1_000);
    }
    expect(counts().slice(1)).toEqual(Array(5).fill(['192.0.2.1', 9]));
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(0);
    log.record(rejected('192.0.2.1'));
    expect(counts()).toHaveLength(7);
  });

  it('counts other reasons, other addresses and the /64 of an IPv6 address apart', () => {
    for (let host = 1; host <= 9; host += 1) {
      log.record(rejected('192.0.2.1'));
      log.record(rejected('192.0.2.1', 'malformed'));
      log.record(rejected('192.0.2.2'));
      log.record(rejected(`2001:db8::${host}`));
    }
    expect(kept.lines).toHaveLength(4);
    jest.advanceTimersByTime(1_000);
    expect(kept.lines).toHaveLength(8);
    expect(kept.lines.at(-1)).toMatchObject({ reason: 'malformed', suppressed: 7 });
    expect(kept.lines.at(-2)).toMatchObject({ address: '2001:db8::9', suppressed: 7 });
  });

  it('bounds a flood from ever new addresses too, and counts all of it', () => {
    for (let second = 0; second < 3; second += 1) {
      const before = kept.lines.length;
      for (let host = 0; host < 5_000; host += 1) {
        log.record(rejected(`10.${second}.${host >> 8}.${host & 255}`));
      }
      jest.advanceTimersByTime(1_000);
      expect(kept.lines.length - before).toBeLessThanOrEqual(22);
    }
    log.close();
    const told = kept.lines.reduce((sum, { suppressed = 0 }) => sum + 1 + Number(suppressed), 0);
    expect(told).toBe(15_000);
  });

  it('writes what waits when it is closed', () => {
    for (let count = 0; count < 10; count += 1) log.record(rejected('192.0.2.1'));
    log.close();
    expect(counts().slice(1)).toEqual([['192.0.2.1', 8]]);
  });
});

describe('a log of the gateway', () => {
  const written = (level: string): string => {
    let text = '';
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        text += chunk.toString();
        done();
      },
    });
    const log = openEventLog(pino({ level }, sink));
    log?.record({ name: 'node.up', node: 'a"\n{"event":"login.succeeded"}' });
    return text;
  };

  it.each(['fatal', 'error', 'warn', 'info', 'debug'])(
    'has the events also where its level is %s',
    (level) => {
      expect(written(level)).toContain('node.up');
    },
  );

  it('has none where it is silent', () => {
    expect(written('silent')).toBe('');
  });

  it('has one line for an event, whatever is in it', () => {
    const [line = '', ...others] = written('info').trimEnd().split('\n');
    expect(others).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      event: 'node.up',
      node: 'a"\n{"event":"login.succeeded"}',
    });
  });
});

describe('events of nodes', () => {
  it('tell a node that can be used, and one that cannot with the reason, to every sink', () => {
    const events: GatewayEvent[][] = [[], []];
    const nodes = new NodeEvents(
      new EventSinks(events.map((each) => ({ record: (event) => each.push(event) }))),
    );
    nodes.statusChanged('a', 'UP');
    nodes.statusChanged('b', 'DOWN', 'ECONNREFUSED');
    nodes.statusChanged('c', 'UP', undefined, '10.0.0.7:6379');
    const expected = [
      { name: 'node.up', node: 'a' },
      { name: 'node.down', node: 'b', reason: 'ECONNREFUSED' },
      { name: 'node.up', node: 'c/10.0.0.7:6379' },
    ];
    expect(events).toEqual([expected, expected]);
  });
});

describe('docs/observability.md', () => {
  const text = readFileSync(new URL('../../../docs/observability.md', import.meta.url), 'utf8');
  const section = text.split('\n## ').find((part) => part.startsWith('Events\n')) ?? '';
  const rows = [...section.matchAll(/^\| `([\w.-]+)` *\| (\w+) *\| ([^|]*)\|/gm)].map(
    ([, name = '', level = '', fields = '']) => ({
      name,
      level,
      fields: [...fields.matchAll(/`(\w+)`/g)].map(([, field]) => field).sort(),
    }),
  );

  it('lists every event once, with its level', () => {
    const inCode = Object.entries(eventKinds).map(([name, { level }]) => [name, level]);
    expect(rows.map(({ name, level }) => [name, level]).sort()).toEqual(inCode.sort());
  });

  it('lists the fields of each', () => {
    const source = readFileSync(
      new URL('../../../src/session/gateway-event.ts', import.meta.url),
      'utf8',
    );
    const origin = ['requestId', 'address'];
    const inCode = [...source.matchAll(/readonly name: '([\w.-]+)'([^}]*)\}([^\n]*)/g)].map(
      ([, name = '', fields = '', rest = '']) => ({
        name,
        fields: [
          ...[...fields.matchAll(/readonly (\w+)/g)].map(([, field = '']) => field),
          ...(rest.includes('Origin') ? origin : []),
          ...(rest.includes('SessionOrigin') ? ['sessionId'] : []),
        ].sort(),
      }),
    );
    expect(inCode.length).toBe(Object.keys(eventKinds).length);
    const byName = (rows: readonly { readonly name: string }[]) =>
      [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(byName(rows.map(({ name, fields }) => ({ name, fields })))).toEqual(byName(inCode));
  });
});
