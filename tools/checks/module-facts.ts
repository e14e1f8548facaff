import ts from 'typescript';

/** One import of a module: `import`, `export … from`, `import()` or `import type`. */
export interface Import {
  readonly specifier: string;
  /** Names taken from it; empty for a namespace, a default or a dynamic import. */
  readonly names: readonly string[];
  /** Whether it is gone after compilation: `import type`. */
  readonly erased: boolean;
}

/** What the checks need to know of one TypeScript file. */
export interface ModuleFacts {
  readonly imports: readonly Import[];
  /** Whether it reads `process.env`. */
  readonly readsEnvironment: boolean;
  /** Lines that hold code: no comments, no blank lines. */
  readonly codeLines: number;
  /** 1-based lines with a type assertion other than `as const`. */
  readonly assertions: readonly number[];
  /** 1-based lines of exported functions and classes without a comment of their own. */
  readonly undocumented: readonly number[];
  /** Every function with a body: its first line, 1-based, and how many lines it has. */
  readonly functions: readonly { readonly line: number; readonly lines: number }[];
}

/** Reads the facts off the syntax tree of one file. */
export function factsOf(path: string, text: string): ModuleFacts {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  const imports: Import[] = [];
  const assertions: number[] = [];
  const functions: { readonly line: number; readonly lines: number }[] = [];
  const lines = new Set<number>();
  let readsEnvironment = false;
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const found = importIn(node);
    if (found) imports.push(found);
    if (found?.specifier === 'node:process' || isEnvironment(node)) readsEnvironment = true;
    if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) assertions.push(lineOf(node.getStart()) + 1);
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const first = lineOf(node.getStart());
      functions.push({ line: first + 1, lines: lineOf(node.getEnd()) - first + 1 });
    }
    const children = node.getChildren(file);
    if (children.length === 0 && node.getEnd() > node.getStart()) {
      for (let line = lineOf(node.getStart()); line <= lineOf(node.getEnd()); line++) lines.add(line);
    }
    for (const child of children) visit(child);
  };
  visit(file);
  const undocumented = file.statements.filter(lacksComment).map((node) => lineOf(node.getStart()) + 1);
  return { imports, readsEnvironment, codeLines: lines.size, assertions, undocumented, functions };
}

const lacksComment = (node: ts.Statement): boolean =>
  (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) &&
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true &&
  ts.getJSDocCommentsAndTags(node).length === 0;

const isEnvironment = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) &&
  node.name.text === 'env' &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === 'process';

function importIn(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const clause = node.importClause;
    const bindings = clause?.namedBindings;
    const names = bindings && ts.isNamedImports(bindings) ? bindings.elements : undefined;
    return importOf(node.moduleSpecifier, names, clause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    const names = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
    return importOf(node.moduleSpecifier, names, node.isTypeOnly);
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments;
    return argument && ts.isStringLiteral(argument) ? importOf(argument, undefined, false) : undefined;
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return importOf(node.argument.literal, undefined, true);
  }
  return undefined;
}

function importOf(
  { text }: ts.StringLiteral,
  names: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[] = [],
  typeOnly: boolean,
): Import {
  const erased = typeOnly || (names.length > 0 && names.every(({ isTypeOnly }) => isTypeOnly));
  return { specifier: text, names: names.map((e) => (e.propertyName ?? e.name).text), erased };
}
