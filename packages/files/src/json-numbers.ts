/**
 * The numbers of a JSON text that JavaScript would write otherwise (`2.0`, `1e-05`, whole numbers beyond 2^53): their
 * text by JSON pointer (RFC 6901). Python tells `2.0` from `2`, and a file that it reads back must keep them apart.
 */
export type NumberTexts = ReadonlyMap<string, string>;

const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],]/g;

/** How a JSON text writes its numbers. The text must be one that JSON.parse takes. */
export function numberTexts(json: string): NumberTexts {
  const texts = new Map<string, string>();
  // Of the lists (by number) and objects (by name) that are open, the place in each.
  const places: (string | number)[] = [];
  let namesNext = false;
  for (const [part] of json.matchAll(token)) {
    const last = places.length - 1;
    const place = places[last];
    switch (part[0]) {
      case '{':
      case '[':
        places.push(part === '[' ? 0 : '');
        namesNext = part === '{';
        break;
      case '}':
      case ']':
        places.pop();
        namesNext = false;
        break;
      case ',':
        if (typeof place === 'number') places[last] = place + 1;
        else namesNext = true;
        break;
      case '"':
        if (namesNext) places[last] = String(JSON.parse(part));
        namesNext = false;
        break;
      default:
        if (String(Number(part)) !== part) texts.set(places.map(step).join(''), part);
    }
  }
  return texts;
}

/**
 * The JSON text of a value, as JSON.stringify writes it, but that a number which still is at its place and has its
 * value keeps its text. `indent`: the blanks of a level; '' for one line.
 */
export function jsonText(value: unknown, texts: NumberTexts, indent = '  '): string {
  const [colon, newline] = indent === '' ? [':', ''] : [': ', '\n'];
  const write = (item: unknown, pointer: string, margin: string): string => {
    if (typeof item === 'number') {
      const text = texts.get(pointer);
      return text !== undefined && Number(text) === item ? text : JSON.stringify(item);
    }
    if (typeof item !== 'object' || item === null) return JSON.stringify(item) ?? 'null';
    const inner = indent === '' ? '' : margin + indent;
    const isList = Array.isArray(item);
    const parts = isList
      ? item.map((one: unknown, i) => write(one, pointer + step(i), inner))
      : Object.entries(item)
          .filter(([, one]) => one !== undefined)
          .map(([name, one]) => JSON.stringify(name) + colon + write(one, pointer + step(name), inner));
    const [open, close] = isList ? ['[', ']'] : ['{', '}'];
    if (parts.length === 0) return open + close;
    const between = `${newline}${inner}`;
    return `${open}${between}${parts.join(`,${between}`)}${newline}${indent === '' ? '' : margin}${close}`;
  };
  return write(value, '', '');
}

const step = (place: string | number): string => `/${String(place).replaceAll('~', '~0').replaceAll('/', '~1')}`;
