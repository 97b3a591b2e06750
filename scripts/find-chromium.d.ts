/** As `find-chromium.js` says. */
export declare function findChromium(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined;
