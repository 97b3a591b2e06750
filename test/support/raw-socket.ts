import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventsQuery } from './subscriber.ts';
import { waitFor } from './wait-for.ts';

/** A WebSocket that a test speaks graphql-ws on, message by message; whoever makes it ends it. */
export class RawSocket {
  readonly messages: { readonly type: string; readonly id?: string }[] = [];
  /** Of the close. */
  code: number | undefined;
  readonly socket: WebSocket;

  constructor(
    url: string,
    cookie: string,
    protocols: readonly string[] = ['graphql-transport-ws'],
  ) {
    this.socket = new WebSocket(url.replace(/^http/, 'ws'), [...protocols], {
      headers: { cookie },
    });
    this.socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()) as { type: string });
    });
    this.socket.on('error', () => undefined);
    this.socket.once('close', (code) => {
      this.code = code;
    });
  }

  /** Opens it, and waits until the gateway has accepted it. */
  async begun(): Promise<this> {
    await once(this.socket, 'open');
    this.send({ type: 'connection_init' });
    await waitFor('it is accepted', () => this.messages.length > 0);
    return this;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string): void {
    this.send({ type: 'subscribe', id, payload: { query: eventsQuery } });
  }

  typesOf(id: string): readonly string[] {
    return this.messages.filter((message) => message.id === id).map(({ type }) => type);
  }

  async closed(): Promise<number | undefined> {
    await waitFor('it is closed', () => this.code !== undefined);
    return this.code;
  }
}
