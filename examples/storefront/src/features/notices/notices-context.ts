import { createContext, use } from 'react';

/** What a notice is about. */
export type NoticeTone = 'done' | 'problem';

/** Tells the user something in passing. */
export interface Notices {
  readonly tell: (text: string, tone?: NoticeTone) => void;
}

/** Where {@link useNotices} finds them. */
export const NoticesContext = createContext<Notices | undefined>(undefined);

/** The page's notices. @throws {Error} Outside of a notice board. */
export function useNotices(): Notices {
  const notices = use(NoticesContext);
  if (notices === undefined) throw new Error('useNotices needs a NoticeBoard above it');
  return notices;
}
