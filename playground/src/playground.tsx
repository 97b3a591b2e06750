import type { GraphiQLPlugin } from '@graphiql/react';
import type { Fetcher, Storage } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import type { ReactNode } from 'react';
import { EditorTheme } from './editor-theme.tsx';
import { editorThemeNames } from './editor-themes.ts';
import type { ExampleTab } from './example-tabs.ts';

/** What the page is made with. */
export interface PlaygroundProps {
  readonly fetcher: Fetcher;
  readonly storage: Storage;
  /** Opened where nothing was typed yet. */
  readonly tabs: ExampleTab[];
}

/** What the schema's scalars look like in variables (JSON Schema). */
const scalars: Record<string, object> = {
  JSON: {},
  JSONObject: { type: 'object' },
  DateTime: { type: 'string', format: 'date-time' },
};

// Not the history that GraphiQL has by default: it would show the passwords that were typed.
const plugins: GraphiQLPlugin[] = [];

/** GraphiQL, as the gateway offers it. */
export function Playground({ fetcher, storage, tabs }: PlaygroundProps): ReactNode {
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      defaultTabs={tabs}
      initialVariables={tabs[0]?.variables ?? ''}
      editorTheme={editorThemeNames}
      plugins={plugins}
      defaultEditorToolsVisibility="variables"
      showPersistHeadersSettings={false}
      customScalarSchemas={scalars}
    >
      <GraphiQL.Logo>
        <h1>Ringgate</h1>
      </GraphiQL.Logo>
      <EditorTheme />
    </GraphiQL>
  );
}
