import type { MouseEvent, PropsWithChildren, ReactElement } from 'react';
import { navigate, usePath } from './location.ts';

interface PageLinkProps {
  /** As in `/cart`. */
  readonly to: string;
  readonly className?: string;
}

/** A link to another view of the shop; marked where it leads to the one that is shown. */
export function PageLink({
  to,
  className,
  children,
}: PropsWithChildren<PageLinkProps>): ReactElement {
  const isCurrent = usePath() === to;
  const follow = (event: MouseEvent): void => {
    // With a modifier the browser opens a tab or a window.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a
      href={to}
      className={className}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
