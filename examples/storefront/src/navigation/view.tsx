import { type PropsWithChildren, type ReactElement, useEffect } from 'react';

interface ViewProps {
  /** The heading, and the first part of the window's title. */
  readonly title: string;
  readonly className?: string;
}

/** One view of the shop under its heading. */
export function View({ title, className, children }: PropsWithChildren<ViewProps>): ReactElement {
  useEffect(() => {
    document.title = `${title} · Kettle & Leaf`;
  }, [title]);
  return (
    <section className={className}>
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </section>
  );
}

/**
 * Moves the focus to the heading of the view that is shown, as loading a page would move it to the top: screen readers
 * read it, and Tab goes on from there. Also for when what had the focus is gone.
 */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
}
