interface LanguageRange {
  /** Lower case, as in `zh-hant-tw` or `*`. */
  readonly tag: string;
  /** 0 (not acceptable) to 1. */
  readonly quality: number;
}

// RFC 9110, 12.4.2 and 12.5.4. A range that does not follow the grammar is skipped.
const rangeForm =
  /^(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:\s*;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/;

/**
 * Whether Chinese, in any script or region, is preferred to English, which is the language of everybody else.
 *
 * Equal weights: the one named first. `*` stands for the languages that the header does not name.
 *
 * @param acceptLanguage The `Accept-Language` header (RFC 9110, 12.5.4), if there was one.
 */
export function prefersChinese(acceptLanguage: string | undefined): boolean {
  const ranges = parse(acceptLanguage ?? '');
  const chinese = best(ranges, 'zh');
  if (chinese === undefined || chinese.quality === 0) return false;
  const english = best(ranges, 'en') ?? best(ranges, '*');
  if (english === undefined || english.quality < chinese.quality) return true;
  return english.quality === chinese.quality && ranges.indexOf(chinese) < ranges.indexOf(english);
}

function parse(header: string): readonly LanguageRange[] {
  return header.split(',').flatMap((part) => {
    const [, tag, quality] = rangeForm.exec(part.trim().toLowerCase()) ?? [];
    if (tag === undefined) return [];
    return [{ tag, quality: Number(quality ?? 1) }];
  });
}

/** The range of a language with the highest weight, the first of several. */
function best(ranges: readonly LanguageRange[], language: string): LanguageRange | undefined {
  return ranges
    .filter(({ tag }) => tag === language || tag.startsWith(`${language}-`))
    .reduce<LanguageRange | undefined>(
      (found, range) => (found === undefined || range.quality > found.quality ? range : found),
      undefined,
    );
}
