/**
 * Gives equal parts of states the same short text, and makes one object of them, so that a state's key is short and quick
 * to make: most steps change one or two parts and keep the others.
 */
export class Interner {
  readonly #parts = new Map<string, { readonly part: object; readonly text: string }>();
  readonly #texts = new WeakMap<object, string>();

  /** The first of all parts that are equal to this one. */
  only<Part extends object>(part: Part): Part {
    return this.#known(part).part as Part;
  }

  /** Two characters. @param part Plain data, never changed. */
  textOf(part: object): string {
    const known = this.#texts.get(part);
    if (known !== undefined) return known;
    const { text } = this.#known(part);
    this.#texts.set(part, text);
    return text;
  }

  #known(part: object): { readonly part: object; readonly text: string } {
    const json = JSON.stringify(part);
    let known = this.#parts.get(json);
    if (known === undefined) {
      const number = this.#parts.size;
      known = { part, text: String.fromCharCode(number & 0xffff, number >>> 16) };
      this.#parts.set(json, known);
    }
    return known;
  }
}
