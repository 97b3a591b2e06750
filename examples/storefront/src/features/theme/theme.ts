/** What the shop looks like: as the system does, or always the same. */
export const themes = ['system', 'light', 'dark'] as const;

/** One of {@link themes}. */
export type Theme = (typeof themes)[number];

/** The session's key for it. */
export const themeKey = 'theme';

/** The theme that a session keeps; `system` where it keeps none. */
export function themeOf(values: Readonly<Record<string, unknown>>): Theme {
  return themes.find((theme) => theme === values[themeKey]) ?? 'system';
}
