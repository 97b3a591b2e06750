import { createConnection } from 'node:net';
import { connect } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';
import type { HostAddress } from '../host-addresses.ts';

const disconnectTimeoutMs = 100;

/**
 * Makes a client of ioredis connect to another server each time, as it is chosen then.
 *
 * @param choose Called whenever the client connects.
 */
export function connectorTo(
  choose: () => HostAddress,
  hasTls: boolean,
): NonNullable<RedisOptions['Connector']> {
  return class ChosenServer extends AbstractConnector {
    constructor() {
      super(disconnectTimeoutMs);
    }

    override connect(): ReturnType<AbstractConnector['connect']> {
      const address = choose();
      const stream = hasTls ? connect(address) : createConnection(address);
      stream.once('error', (error: Error) => {
        this.firstError = error;
      });
      this.stream = stream;
      return Promise.resolve(stream);
    }
  };
}
