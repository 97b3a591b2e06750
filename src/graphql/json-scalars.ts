import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLJSON, GraphQLJSONObject } from 'graphql-scalars';

/** Any JSON value. */
export const JsonScalar = strict(GraphQLJSON);

/** A JSON object. */
export const JsonObjectScalar = strict(GraphQLJSONObject);

/** Refuses literals that JSON does not know: the library would drop them without a word. */
function strict(scalar: GraphQLScalarType): GraphQLScalarType {
  return new GraphQLScalarType({
    ...scalar.toConfig(),
    parseLiteral(node, variables) {
      checkLiteral(node);
      return scalar.parseLiteral(node, variables);
    },
  });
}

function checkLiteral(node: ValueNode): void {
  switch (node.kind) {
    case Kind.ENUM:
      throw new GraphQLError(`JSON has no value ${node.value}: write it as a string`, {
        nodes: node,
      });
    case Kind.INT:
    case Kind.FLOAT:
      if (Number.isFinite(Number(node.value))) return;
      throw new GraphQLError(`the number ${node.value} is too large`, { nodes: node });
    case Kind.LIST:
      node.values.forEach(checkLiteral);
      return;
    case Kind.OBJECT:
      for (const field of node.fields) checkLiteral(field.value);
      return;
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.NULL:
    case Kind.VARIABLE:
      return;
  }
}
