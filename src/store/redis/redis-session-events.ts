import type { SessionEvents, SessionNotice, StopListening } from '../../session/session-events.ts';
import { tellListener } from '../tell-listener.ts';
import { ChannelSubscriber, type ChannelSubscriberOptions } from './channel-subscriber.ts';
import { unavailable } from './reply-error.ts';
import { decodeNotice, ringChannel, sessionChannel } from './session-channel.ts';

/**
 * Hears what the scripts on one server publish (`docs/records.md`), whichever gateway ran them.
 *
 * A session that expires is no event: Redis tells of expiry late or never. Whoever listens to it keeps a timer.
 */
export class RedisSessionEvents implements SessionEvents {
  readonly #nodeId: string;
  readonly #isNodeUp: () => boolean;
  readonly #subscriber: ChannelSubscriber;

  constructor(options: ChannelSubscriberOptions) {
    this.#nodeId = options.nodeId;
    this.#isNodeUp = options.isNodeUp;
    this.#subscriber = new ChannelSubscriber(options);
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    if (!this.#isNodeUp()) return Promise.reject(unavailable(this.#nodeId));
    return this.#subscriber.listen(sessionChannel(id), {
      onMessage: (message) => {
        const notice = decodeNotice(message);
        if (notice) tellListener(onNotice, notice);
      },
      onMissed: () => {
        tellListener(onNotice, { kind: 'missed' });
      },
    });
  }

  /** Listens for new topologies of the ring; also told when the server was not listened to for a while. */
  listenForInstalls(onInstall: () => void): Promise<StopListening> {
    if (!this.#isNodeUp()) return Promise.reject(unavailable(this.#nodeId));
    return this.#subscriber.listen(ringChannel, { onMessage: onInstall, onMissed: onInstall });
  }

  /** As {@link ChannelSubscriber.nodeIsUp}. */
  nodeIsUp(downAt: number): void {
    this.#subscriber.nodeIsUp(downAt);
  }

  close(): void {
    this.#subscriber.close();
  }
}
