import { connect } from 'node:net';

const END_OF_HEADER = '\r\n\r\n';

/**
 * A connection that carries one HTTP request after the other, with as little work as can be, so that a load generator
 * measures the server and not itself.
 */
export class HttpLine {
  /** Resolves to this line once it is open. */
  connected;
  #socket;
  #received = '';
  #answered;
  #refused;

  constructor(host, port) {
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.setEncoding('latin1');
    this.connected = new Promise((resolve, reject) => {
      this.#socket.once('connect', () => resolve(this));
      this.#socket.once('error', reject);
    });
    this.#socket.on('data', (text) => this.#take(text));
    this.#socket.on('close', () => this.#refused?.(new Error('the server closed the connection')));
  }

  /**
   * @param request Its whole text, ASCII.
   * @returns The body of the answer; with the status line before it when that is not 200.
   */
  ask(request) {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#refused = reject;
      this.#socket.write(request, 'latin1');
    });
  }

  #take(text) {
    this.#received += text;
    const end = this.#received.indexOf(END_OF_HEADER);
    if (end === -1) return;
    const header = this.#received.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(header)?.[1]);
    const body = this.#received.slice(end + END_OF_HEADER.length);
    // Bodies are ASCII here: characters are bytes.
    if (body.length < length) return;
    this.#received = '';
    const isOk = header.startsWith('HTTP/1.1 200 ');
    this.#answered(isOk ? body : `${header.slice(0, header.indexOf('\r\n'))} ${body}`);
  }
}
