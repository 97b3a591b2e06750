import { doctorHint, printableOriginOf } from '../../browsers/doctor-hint.ts';
import { isLoopbackHost } from '../../browsers/loopback-host.ts';
import type { CookieConfig } from '../../config/gateway-config.ts';
import type { RequestFacts } from '../../graphql/graphql-context.ts';
import { type Clock, systemClock } from '../../session/clock.ts';
import type { CookieChange } from '../../session/request-session.ts';
import type { HttpLog } from '../http-log.ts';
import { LostCookies } from './lost-cookies.ts';
import { ToldOnce } from './told-once.ts';
import { untrustedProxyOf } from './untrusted-proxy.ts';
import { headerOf, type WarnedRequest } from './warned-request.ts';

type Reason = 'foreign' | 'proxy' | 'plain-http' | 'same-site' | 'third-party' | 'lost';

/**
 * Says in the log why a browser drops the cookie, does not send it, or hides an answer from a page: once for each reason
 * and origin. Asked only when an origin is refused or a cookie is written, so that other requests cost nothing.
 */
export class BrowserWarnings {
  readonly #log: Pick<HttpLog, 'warn'>;
  readonly #cookie: Omit<CookieConfig, 'keys'>;
  readonly #told = new ToldOnce<Reason>();
  readonly #lost: LostCookies;

  constructor(
    log: Pick<HttpLog, 'warn'>,
    cookie: Omit<CookieConfig, 'keys'>,
    clock: Clock = systemClock,
  ) {
    this.#log = log;
    this.#cookie = cookie;
    this.#lost = new LostCookies(clock);
  }

  /** A page asks whose origin is neither the own one nor allowed. */
  foreignOrigin(request: WarnedRequest): void {
    const origin = printableOriginOf(headerOf(request, 'origin'));
    if (origin === undefined) return;
    this.#warnOfProxy(request, origin);
    this.#warn(
      'foreign',
      origin,
      origin === 'null'
        ? 'a page opened from a file or in a sandboxed frame asks, whose origin null cannot be allowed: it cannot read answers, and its mutations are refused; serve it over http'
        : `a page of ${origin} asks, but RINGGATE_ALLOWED_ORIGINS does not name it: the page cannot read answers, and its mutations are refused; if it is the gateway's own origin, a proxy changes Host`,
    );
  }

  /** An answer issues the cookie or clears it. */
  cookieChanged(change: CookieChange, request: WarnedRequest, facts: RequestFacts): void {
    const origin = printableOriginOf(headerOf(request, 'origin'));
    if (origin === undefined) return;
    if (change.kind === 'issue') this.#warnOfIssue(request, origin, facts);
    if (facts.origin === 'allowed') this.#noticeLoss(change, origin, facts);
  }

  #warnOfIssue(request: WarnedRequest, origin: string, facts: RequestFacts): void {
    this.#warnOfProxy(request, origin);
    const { secure, sameSite, partitioned } = this.#cookie;
    if (secure && isOverPlainHttp(request, origin)) {
      this.#warn(
        'plain-http',
        origin,
        `a page of ${origin} is issued a Secure cookie over http, which browsers drop: reach the gateway over https, or set RINGGATE_COOKIE_SECURE=off while developing`,
      );
    }
    if (facts.origin !== 'allowed' || headerOf(request, 'sec-fetch-site') !== 'cross-site') return;
    if (sameSite !== 'None') {
      this.#warn(
        'same-site',
        origin,
        `a page of ${origin} is issued a cookie with SameSite=${sameSite}, which browsers drop, since the page is of another site: serve both under one domain, or set RINGGATE_COOKIE_SAMESITE=None`,
      );
    } else if (!partitioned) {
      this.#warn(
        'third-party',
        origin,
        `a page of ${origin}, another site, is issued a cookie that is not Partitioned, which Safari and others drop: set RINGGATE_COOKIE_PARTITIONED=on`,
      );
    }
  }

  #noticeLoss(change: CookieChange, origin: string, facts: RequestFacts): void {
    const client = { address: facts.address, userAgent: facts.userAgent, origin };
    if (change.kind === 'clear' || facts.cookieTokens.length > 0) this.#lost.kept(client);
    else if (this.#lost.issued(client)) {
      this.#warn(
        'lost',
        origin,
        `a page of ${origin} was issued a cookie, came back without it within a minute, and is issued another: its client lacks credentials: 'include', or its browser blocks third-party cookies (RINGGATE_COOKIE_PARTITIONED); or two people share an address`,
      );
    }
  }

  #warnOfProxy(request: WarnedRequest, origin: string): void {
    const proxy = untrustedProxyOf(request);
    if (proxy === undefined || !this.#told.isNew('proxy', proxy)) return;
    this.#log.warn(
      { proxy },
      `${proxy} sends X-Forwarded-*, and RINGGATE_TRUST_PROXY does not name it: if it is your proxy, all its clients count as one; see: ${doctorHint(origin)}`,
    );
  }

  #warn(reason: Reason, origin: string, message: string): void {
    if (!this.#told.isNew(reason, origin)) return;
    this.#log.warn({ origin }, `${message}; see: ${doctorHint(origin)}`);
  }
}

/**
 * Whether the browser itself speaks plain http with another machine. Where TLS ends at a proxy that does not say so, its
 * requests look the same but for Sec-Fetch-Site, which browsers send to trusted addresses only.
 */
function isOverPlainHttp(request: WarnedRequest, origin: string): boolean {
  if (request.protocol !== 'http' || !origin.startsWith('http:')) return false;
  if (headerOf(request, 'sec-fetch-site') !== undefined) return false;
  if (headerOf(request, 'x-forwarded-proto')?.startsWith('https') === true) return false;
  const address = `http://${request.host}`;
  return URL.canParse(address) && !isLoopbackHost(new URL(address).hostname);
}
