import { createConnection } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector } from 'ioredis';
import type { HostAddress, SentinelAddress } from '../host-addresses.ts';
import { FailoverWatch } from './failover-watch.ts';
import { findAgreedMaster, findMaster } from './master-search.ts';
import type { MasterNews } from './sentinel-listener.ts';
import type { SentinelReports } from './sentinel-presence.ts';
import { masterNotFound } from './sentinels-error.ts';

const retryDelayMs = 250;

/** It is connected to a master meanwhile, which may well be the right one. */
const considerDelayMs = 1_000;

const disconnectTimeoutMs = 100;

/** As ioredis calls it. */
type ErrorEmitter = (type: string, error: Error) => void;
type NetStream = AbstractConnector['stream'];

/** How a client follows its master. */
export interface MasterConnectorOptions {
  readonly address: SentinelAddress;
  /** Whether to leave a master as soon as Sentinels say that another server is it. */
  readonly watches: boolean;
  /** As in {@link FailoverWatch}; of no use where it does not watch. */
  readonly reports?: SentinelReports | undefined;
}

/**
 * Connects a client to the master that Sentinels name.
 *
 * In place of the one of ioredis, which asks one Sentinel after the other, drops its connection whichever of their masters
 * has changed, writes to stderr when a Sentinel is away, and ends the client for good when the news comes while it asks.
 */
export class MasterConnector extends AbstractConnector {
  readonly #address: SentinelAddress;
  readonly #watches: boolean;
  readonly #reports: SentinelReports | undefined;
  #watch: FailoverWatch | undefined;
  #abort = new AbortController();
  #current: HostAddress | undefined;
  #isConsidering = false;

  constructor({ address, watches, reports }: MasterConnectorOptions) {
    super(disconnectTimeoutMs);
    this.#address = address;
    this.#watches = watches;
    this.#reports = reports;
  }

  /** Looks for the master until it is found. @throws When it was told to disconnect meanwhile. */
  override async connect(emit: ErrorEmitter): Promise<NetStream> {
    if (this.#abort.signal.aborted) this.#abort = new AbortController();
    const { signal } = this.#abort;
    for (;;) {
      const found = await findMaster(this.#address, signal);
      // ioredis knows it by this text.
      if (signal.aborted) throw new Error('Connection is closed.');
      if ('host' in found) return this.#open(found);
      emit('error', masterNotFound(this.#address, found));
      await setTimeout(retryDelayMs, undefined, { signal }).catch(() => undefined);
    }
  }

  override disconnect(): void {
    this.#abort.abort();
    this.#watch?.close();
    this.#watch = undefined;
    super.disconnect();
  }

  #open(master: HostAddress): NetStream {
    this.#current = master;
    const { tls } = this.#address;
    const { host, port } = master;
    const stream = tls ? connectTls({ ...tls, host, port }) : createConnection({ host, port });
    stream.once('error', (error: Error) => {
      this.firstError = error;
    });
    this.stream = stream;
    if (this.#watches) this.#watch ??= this.#watchSentinels();
    return stream;
  }

  #watchSentinels(): FailoverWatch {
    const news: MasterNews = {
      onSwitch: (now) => {
        if (!this.#isCurrent(now)) this.stream.destroy();
      },
      onNamed: (named) => void this.#considerLeavingFor(named),
    };
    return new FailoverWatch(this.#address, news, this.#reports);
  }

  /** A Sentinel that was away may name the master of before, so what more than half of them say counts, once they do. */
  async #considerLeavingFor(named: HostAddress): Promise<void> {
    if (this.#isCurrent(named) || this.#isConsidering) return;
    this.#isConsidering = true;
    const before = this.#current;
    const { signal } = this.#abort;
    // Meanwhile it may be left for another reason, and another one be connected to.
    while (!signal.aborted && this.#current === before) {
      const agreed = await findAgreedMaster(this.#address, signal);
      if (agreed && this.#current === before && !this.#isCurrent(agreed)) this.stream.destroy();
      if (agreed) break;
      await setTimeout(considerDelayMs, undefined, { signal }).catch(() => undefined);
    }
    this.#isConsidering = false;
  }

  #isCurrent({ host, port }: HostAddress): boolean {
    return host === this.#current?.host && port === this.#current.port;
  }
}
