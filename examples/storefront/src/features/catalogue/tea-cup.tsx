import type { ReactElement } from 'react';
import './tea-cup.css';

/** A cup of a tea from above, in the colour that the tea has; for the eye only. */
export function TeaCup({ sku }: { readonly sku: string }): ReactElement {
  return (
    <svg className="tea-cup" data-tea={sku} viewBox="0 0 120 120" aria-hidden="true">
      <circle className="saucer" cx="60" cy="60" r="54" />
      <circle className="saucer-ring" cx="60" cy="60" r="47" />
      <path className="handle" d="M92 44c14-8 22 2 18 10-3 6-10 8-18 6" />
      <circle className="rim" cx="60" cy="60" r="38" />
      <circle className="liquor" cx="60" cy="60" r="33" />
      <path className="shine" d="M36 52a26 26 0 0 1 18-17" />
      <path className="leaf" d="M62 72c2-10 9-15 19-15-1 10-8 16-19 15Zm0 0 11-8" />
    </svg>
  );
}
