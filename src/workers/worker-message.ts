/** What a worker tells its supervisor. */
export type WorkerMessage =
  /** It accepts requests; `url` is where GraphQL is. */
  | { readonly ringgate: 'serving'; readonly url: string }
  /** The answer to `are-you-there`: its event loop turns. */
  | { readonly ringgate: 'here' };

/** What a supervisor asks a worker. */
export interface SupervisorMessage {
  readonly ringgate: 'are-you-there';
}

/** Whether it is one of ours: other parts of a process may use the same channel. */
export function isWorkerMessage(message: unknown): message is WorkerMessage {
  const name = nameOf(message);
  return name === 'serving' || name === 'here';
}

/** Whether it is one of ours. */
export function isSupervisorMessage(message: unknown): message is SupervisorMessage {
  return nameOf(message) === 'are-you-there';
}

function nameOf(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('ringgate' in message)) return undefined;
  return message.ringgate;
}
