import { type DocumentNode, OperationTypeNode, visit } from 'graphql';

/** Of a document's text. Compiling a longer one would hold up the event loop for tens of milliseconds. */
const maxLength = 4_000;

/**
 * Whether a document may be executed as compiled code: one query of moderate length, without what graphql-jit does
 * differently from graphql-js (directives, input objects; its issues #91, #111, #230) or slowly (introspection).
 */
export function isCompilable(document: DocumentNode): boolean {
  if (document.loc === undefined || document.loc.end > maxLength) return false;
  const obstacles: string[] = [];
  const queries: string[] = [];
  visit(document, {
    OperationDefinition: ({ operation }) => {
      (operation === OperationTypeNode.QUERY ? queries : obstacles).push(operation);
    },
    Directive: ({ kind }) => {
      obstacles.push(kind);
    },
    ObjectValue: ({ kind }) => {
      obstacles.push(kind);
    },
    Field: ({ alias, name }) => {
      // Compiled code assigns it, which sets no property but the prototype.
      if (alias?.value === '__proto__') obstacles.push(alias.value);
      if (name.value === '__schema' || name.value === '__type') obstacles.push(name.value);
    },
  });
  return obstacles.length === 0 && queries.length === 1;
}
