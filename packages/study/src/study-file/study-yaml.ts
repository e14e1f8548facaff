// A study file as YAML gives it, before anything is asked of its fields.
import { type Problem, RequestError } from '@stopover/core';
import { type Document, isScalar, type LineCounter, visit } from 'yaml';
import { Findings } from './study-error.ts';

/** Aliases written out: more are no study, but a file that grows without end (ten anchors of ten aliases are 10^10 values). */
const mostAliases = 100;

/** The fields of a file. @throws StudyError where it is not YAML, or its aliases cannot be written out. */
export function plainValue(document: Document, file: string, lines: LineCounter): object {
  const findings = new Findings();
  for (const { linePos, message } of [...document.errors, ...document.warnings]) {
    const line = linePos?.[0].line;
    const what = message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? 'this is not YAML';
    findings.add({ where: line ? `${file}, line ${line}` : file, what, remedy: 'Correct the YAML there.' });
  }
  findings.add(...aliasProblems(document, file, lines));
  findings.end();
  const raw = writtenOut(document, file);
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw;
  const remedy = 'Write at least `name:`, `model:` and `targets:`.';
  throw new RequestError({ where: file, what: 'the file holds no fields', remedy });
}

function writtenOut(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const what = `its aliases (*name) stand for too much: written out they are more than ${mostAliases} times as long`;
    throw new RequestError({ where: file, what, remedy: 'Write the values where they are meant.' }, { cause });
  }
}

/** Aliases of nothing, and those that stand in what they mean. */
function aliasProblems(document: Document, file: string, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias: (_, alias, above) => {
      const meant = alias.resolve(document);
      const circular = meant !== undefined && above.some((node) => node === meant);
      if (meant !== undefined && !circular) return;
      const where = alias.range ? `${file}, line ${lines.linePos(alias.range[0]).line}` : file;
      const what = circular
        ? `the alias *${alias.source} stands in what it means`
        : `the alias *${alias.source} means nothing: no &${alias.source} stands before it`;
      problems.push({ where, what, remedy: 'Write the value itself; a text that begins with * stands in quotes.' });
    },
  });
  return problems;
}

/** `__proto__` names what every object has already: as a field it would be lost in silence. */
export function unusableNames(document: Document, file: string, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== '__proto__') return;
      const where = key.range ? `${file}, line ${lines.linePos(key.range[0]).line}` : file;
      problems.push({ where, what: '"__proto__" cannot be a name', remedy: 'Take another name.' });
    },
  });
  return problems;
}
