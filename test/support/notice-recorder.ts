import type {
  SessionEvents,
  SessionNotice,
  StopListening,
} from '../../src/session/session-events.ts';
import { waitFor } from './wait-for.ts';

/** Listens to a session and keeps what it hears. */
export class NoticeRecorder {
  readonly notices: SessionNotice[] = [];
  #stop: StopListening = () => undefined;

  /** Listens when it returns. */
  static async start(events: SessionEvents, id: string): Promise<NoticeRecorder> {
    const recorder = new NoticeRecorder();
    recorder.#stop = await events.listen(id, (notice) => {
      recorder.notices.push(notice);
    });
    return recorder;
  }

  get kinds(): SessionNotice['kind'][] {
    return this.notices.map(({ kind }) => kind);
  }

  /** Waits until it has heard so many. @returns The kinds of all. */
  async heard(count: number, timeoutMs?: number): Promise<SessionNotice['kind'][]> {
    await waitFor(
      `${count} notices are heard`,
      () => this.notices.length >= count,
      timeoutMs ?? 5_000,
    );
    return this.kinds;
  }

  stop(): void {
    this.#stop();
  }
}
