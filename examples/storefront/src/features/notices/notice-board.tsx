import { type PropsWithChildren, type ReactElement, useEffect, useMemo, useState } from 'react';
import { NoticesContext, type NoticeTone } from './notices-context.ts';
import './notices.css';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: NoticeTone;
}

const shownForMs = 8_000;

/**
 * Shows the latest notice at the edge of the page for some seconds. Nothing is told only here: what it says can be
 * seen in the page as well.
 */
export function NoticeBoard({ children }: PropsWithChildren): ReactElement {
  const [notice, setNotice] = useState<Notice>();
  const notices = useMemo(
    () => ({
      tell: (text: string, tone: NoticeTone = 'done') => {
        setNotice((last) => ({ id: (last?.id ?? 0) + 1, text, tone }));
      },
    }),
    [],
  );
  useEffect(() => {
    if (notice?.tone !== 'done') return;
    const timer = setTimeout(() => {
      setNotice(undefined);
    }, shownForMs);
    return () => {
      clearTimeout(timer);
    };
  }, [notice]);
  return (
    <NoticesContext value={notices}>
      {children}
      {/* There from the beginning: screen readers tell what changes in a live region, not that one appears. */}
      <div className="notice-board" role="status">
        {notice && (
          <p key={notice.id} className="notice" data-tone={notice.tone}>
            {notice.text}
            <button
              type="button"
              className="quiet"
              onClick={() => {
                setNotice(undefined);
              }}
            >
              Dismiss
            </button>
          </p>
        )}
      </div>
    </NoticesContext>
  );
}
