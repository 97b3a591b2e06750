import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import type { SessionParts } from '../session/session.ts';

const valueFields = new Set(['values', 'value']);

/**
 * What a field's selection needs of a session, so that it is loaded in one command: its values only when a field
 * `values` or `value` is selected anywhere below.
 *
 * Documents are parsed once and executed many times, so the answer is remembered with the field's node.
 */
export class ValuesSelection {
  readonly #needed = new WeakMap<FieldNode, SessionParts>();

  /** @param info Of the resolver that answers a session, or something that holds one. */
  partsOf(info: GraphQLResolveInfo): SessionParts {
    return info.fieldNodes.some((node) => this.#partsOf(node, info) === 'all') ? 'all' : 'metadata';
  }

  #partsOf(node: FieldNode, info: GraphQLResolveInfo): SessionParts {
    let parts = this.#needed.get(node);
    if (parts === undefined) {
      parts = selectsValues(node.selectionSet, info.fragments, new Set()) ? 'all' : 'metadata';
      this.#needed.set(node, parts);
    }
    return parts;
  }
}

function selectsValues(
  set: SelectionSetNode | undefined,
  fragments: GraphQLResolveInfo['fragments'],
  visited: Set<string>,
): boolean {
  return (set?.selections ?? []).some((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return (
          valueFields.has(selection.name.value) ||
          selectsValues(selection.selectionSet, fragments, visited)
        );
      case Kind.INLINE_FRAGMENT:
        return selectsValues(selection.selectionSet, fragments, visited);
      case Kind.FRAGMENT_SPREAD: {
        const name = selection.name.value;
        if (visited.has(name)) return false;
        visited.add(name);
        return selectsValues(fragments[name]?.selectionSet, fragments, visited);
      }
    }
  });
}
