import { describe, expect, it } from '@jest/globals';
import { traceParent } from '../../../src/tracing/trace-parent.ts';
import { TrustedPeers } from '../../../src/tracing/trusted-peers.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('the span that a request was made in', () => {
  it.each([
    ['01', 1],
    ['00', 0],
    ['ff', 1],
  ])('is read with its flags %s', (flags, traceFlags) => {
    expect(traceParent({ traceparent: `00-${traceId}-${spanId}-${flags}` })).toEqual({
      traceId,
      spanId,
      traceFlags,
      isRemote: true,
    });
  });

  it('is read of later versions, which may say more', () => {
    const traceparent = `01-${traceId}-${spanId}-01-what-is-new`;
    expect(traceParent({ traceparent })).toMatchObject({ traceId, spanId });
  });

  it('takes the state of others along, unless it is long', () => {
    const traceparent = `00-${traceId}-${spanId}-01`;
    const state = (tracestate: string): string | undefined =>
      traceParent({ traceparent, tracestate })?.traceState?.serialize();
    expect(state('a=1,b=2')).toBe('a=1,b=2');
    expect(state(`a=${'x'.repeat(600)}`)).toBeUndefined();
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['version ff', `ff-${traceId}-${spanId}-01`],
    ['more in version 00', `00-${traceId}-${spanId}-01-x`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['a short trace', `00-${traceId.slice(1)}-${spanId}-01`],
    ['no flags', `00-${traceId}-${spanId}`],
  ])('is absent for %s', (_name, traceparent) => {
    expect(traceParent(traceparent === undefined ? {} : { traceparent })).toBeUndefined();
  });
});

describe('trusted peers', () => {
  const peers = new TrustedPeers(['192.0.2.7', '10.0.0.0/8', '2001:db8::/32', '::1']);

  it.each(['192.0.2.7', '10.9.8.7', '::ffff:10.9.8.7', '2001:db8::9', '::1'])('have %s', (peer) => {
    expect(peers.has(peer)).toBe(true);
  });

  it.each(['192.0.2.8', '11.0.0.1', '::ffff:192.0.2.8', '2001:db9::9', '127.0.0.1', undefined])(
    'do not have %s',
    (peer) => {
      expect(peers.has(peer)).toBe(false);
    },
  );

  it('are nobody where none is named', () => {
    expect(new TrustedPeers([]).has('127.0.0.1')).toBe(false);
  });
});
