import type { Worker } from 'node:cluster';

/**
 * Closes what a worker had been handed and had not taken when it died.
 *
 * Node hands a connection to a worker and waits for its word. When the worker dies first, Node waits for ever: it keeps
 * the connection, so that the client waits too, and takes the worker for one that lives. Here Node is told that the worker
 * is gone and has taken the connection: Node lets go of its end, which closes the connection, and the client knows.
 *
 * Rests on the messages between Node's own modules (lib/internal/cluster/round_robin_handle.js of Node 20); were they
 * to look otherwise, nothing would be done.
 */
export function closeLostConnections(worker: Worker): void {
  const { process: child } = worker;
  const handedOver = new Set<number>();
  const send = child.send.bind(child) as (...all: unknown[]) => boolean;
  child.send = (message: unknown, ...rest: unknown[]): boolean => {
    const { cmd, act, seq } = fieldsOf(message);
    if (cmd === 'NODE_CLUSTER' && act === 'newconn' && typeof seq === 'number') handedOver.add(seq);
    return send(message, ...rest);
  };
  child.on('internalMessage', (message: unknown) => {
    const { ack } = fieldsOf(message);
    if (typeof ack === 'number') handedOver.delete(ack);
  });
  let isDisconnected = false;
  child.on('disconnect', () => {
    isDisconnected = true;
  });
  // It has ended, and all that it said has been read.
  child.on('close', () => {
    if (!isDisconnected) child.emit('disconnect');
    for (const ack of handedOver) {
      child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: true });
    }
  });
}

function fieldsOf(message: unknown): Readonly<Record<string, unknown>> {
  return typeof message === 'object' && message !== null ? { ...message } : {};
}
