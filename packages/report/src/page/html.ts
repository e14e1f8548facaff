/** Markup that is safe to put into a page as it is. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template takes: text is escaped, markup is not, lists are joined, null is nothing. */
export type Child = Html | string | number | null | readonly Child[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for an element or a quoted attribute. */
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

function render(child: Child): string {
  if (child === null) return '';
  if (child instanceof Html) return child.markup;
  if (typeof child === 'string' || typeof child === 'number') return escapeText(String(child));
  return child.map(render).join('');
}

/** A template whose values are escaped unless they are markup already. Attribute values must stand in quotes. */
export const html = (strings: TemplateStringsArray, ...values: readonly Child[]): Html =>
  new Html(strings.map((string, i) => string + (i < values.length ? render(values[i] ?? null) : '')).join(''));
