import { type ReactElement, useEffect, useState } from 'react';
import { useSession } from '../../gateway/use-session.ts';
import { useSessionChange } from '../../gateway/use-session-change.ts';
import { explainFailure } from '../notices/explain-failure.ts';
import { useNotices } from '../notices/notices-context.ts';
import { KeepThemeDocument } from './theme-documents.ts';
import { type Theme, themeKey, themeOf, themes } from './theme.ts';
import './theme.css';

/** Lets the user choose how the shop looks, and makes it look so, in all tabs. The session keeps the choice. */
export function ThemePicker(): ReactElement {
  const kept = themeOf(useSession()?.values ?? {});
  const keep = useSessionChange(KeepThemeDocument);
  const notices = useNotices();
  // At once, and back again if it could not be kept.
  const [chosen, setChosen] = useState<Theme>();
  const theme = chosen ?? kept;

  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  const choose = async (next: Theme): Promise<void> => {
    setChosen(next);
    try {
      await keep({ key: themeKey, theme: next });
    } catch (error) {
      notices.tell(`Theme: ${explainFailure(error)}`, 'problem');
    }
    setChosen(undefined);
  };

  return (
    <fieldset className="theme-picker">
      <legend>Theme</legend>
      {themes.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="theme"
            value={name}
            checked={theme === name}
            onChange={() => void choose(name)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
