import { useGraphiQL, useGraphiQLActions, useMonaco } from '@graphiql/react';
import { useEffect } from 'react';
import { editorThemes } from './editor-themes.ts';

/** Gives the editors their colours, and new ones when the system's change: GraphiQL itself looks only once. */
export function EditorTheme(): null {
  const monaco = useMonaco((state) => state.monaco);
  const choice = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (monaco === undefined) return;
    for (const [name, theme] of editorThemes) monaco.editor.defineTheme(name, theme);
    const apply = (): void => {
      setTheme(choice);
    };
    apply();
    const darkness = matchMedia('(prefers-color-scheme: dark)');
    darkness.addEventListener('change', apply);
    return () => {
      darkness.removeEventListener('change', apply);
    };
  }, [monaco, choice, setTheme]);
  return null;
}
