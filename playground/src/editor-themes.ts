/** A theme as Monaco takes it, as far as it is used here. */
interface EditorTheme {
  readonly base: 'vs' | 'vs-dark';
  readonly inherit: true;
  readonly colors: Record<string, string>;
  readonly rules: { readonly token: string; readonly foreground: string }[];
}

/** Names of the editors' themes, as GraphiQL takes them. */
export const editorThemeNames = { light: 'ringgate-light', dark: 'ringgate-dark' } as const;

const transparent = '#ffffff00';

// The page's own colours behind and around the text, as GraphiQL's themes have them. What differs from those has enough
// contrast to be read (WCAG 2.2, 1.4.3): the numbers of lines, and numbers in answers.
const light: EditorTheme = {
  base: 'vs',
  inherit: true,
  colors: {
    ...widgetColors({ background: '#ffffff', accent: '#d60590' }),
    'editorLineNumber.foreground': '#237893',
    'editorLineNumber.dimmedForeground': '#237893',
  },
  rules: [
    { token: 'argument.identifier.gql', foreground: '#5f5bc0' },
    { token: 'number', foreground: '#075f3e' },
  ],
};

const dark: EditorTheme = {
  base: 'vs-dark',
  inherit: true,
  colors: {
    ...widgetColors({ background: '#212a3b', accent: '#ff5794' }),
    'editorLineNumber.foreground': '#a0a8b5',
    'editorLineNumber.dimmedForeground': '#a0a8b5',
  },
  rules: [
    { token: 'argument.identifier.gql', foreground: '#a29eff' },
    { token: 'comment', foreground: '#8ab26f' },
  ],
};

function widgetColors({
  background,
  accent,
}: {
  background: string;
  accent: string;
}): EditorTheme['colors'] {
  const selection = `${accent}19`;
  return {
    'editor.background': transparent,
    'scrollbar.shadow': transparent,
    'editorWidget.background': background,
    'editorHoverWidget.background': background,
    'editorSuggestWidget.background': background,
    'editorSuggestWidget.selectedBackground': selection,
    'editorSuggestWidget.selectedForeground': accent,
    'menu.background': background,
    'menu.selectionBackground': selection,
    'menu.selectionForeground': accent,
    'quickInput.background': background,
    'quickInputList.focusBackground': selection,
    'list.hoverBackground': selection,
    'list.highlightForeground': accent,
    'list.focusHighlightForeground': accent,
    'textLink.foreground': accent,
    'textLink.activeForeground': accent,
    'editorLink.activeForeground': accent,
    focusBorder: accent,
  };
}

/** The themes by their names. */
export const editorThemes: readonly (readonly [string, EditorTheme])[] = [
  [editorThemeNames.light, light],
  [editorThemeNames.dark, dark],
];
