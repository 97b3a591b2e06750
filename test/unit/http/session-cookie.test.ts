import { describe, expect, it } from '@jest/globals';
import { SessionCookie } from '../../../src/http/session-cookie.ts';

const hosted = new SessionCookie({
  name: '__Host-session',
  sameSite: 'Lax',
  domain: undefined,
  secure: true,
  partitioned: false,
});
const local = new SessionCookie({
  name: 'session',
  sameSite: 'Strict',
  domain: 'app.example',
  secure: false,
  partitioned: false,
});
const apart = new SessionCookie({
  name: '__Host-session',
  sameSite: 'None',
  domain: undefined,
  secure: true,
  partitioned: true,
});

describe('SessionCookie', () => {
  it('finds every cookie of its name, in order', () => {
    expect(local.tokens('session=a.b.c')).toEqual(['a.b.c']);
    expect(local.tokens('x=1; session=one; y=2;session=two;  session=three')).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('finds no cookie whose name only looks like it', () => {
    expect(local.tokens(undefined)).toEqual([]);
    expect(local.tokens('')).toEqual([]);
    expect(local.tokens('mysession=a; Session=b; session; session2=c; x=session=d')).toEqual([]);
    expect(local.tokens('__Host-session=a')).toEqual([]);
  });

  it('ends on any header', () => {
    expect(local.tokens(';;; ;session=;')).toEqual(['']);
    expect(local.tokens(' session=a ')).toEqual(['a']);
  });

  it('issues a token with all its attributes and whole seconds', () => {
    expect(hosted.serialize({ kind: 'issue', token: 't', maxAgeMs: 1_999 })).toBe(
      '__Host-session=t; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=1',
    );
    expect(local.serialize({ kind: 'issue', token: 't', maxAgeMs: 43_200_000 })).toBe(
      'session=t; Path=/; HttpOnly; SameSite=Strict; Domain=app.example; Max-Age=43200',
    );
  });

  it('clears the cookie under the attributes that it was set with', () => {
    expect(hosted.serialize({ kind: 'clear' })).toBe(
      '__Host-session=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0',
    );
  });

  it('is kept apart for each site, and cleared there, when it is partitioned', () => {
    expect(apart.serialize({ kind: 'issue', token: 't', maxAgeMs: 1_000 })).toBe(
      '__Host-session=t; Path=/; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=1',
    );
    expect(apart.serialize({ kind: 'clear' })).toBe(
      '__Host-session=; Path=/; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=0',
    );
  });
});
