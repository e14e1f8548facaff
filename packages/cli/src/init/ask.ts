import { createInterface, type Interface } from 'node:readline';
import { RequestError } from '@stopover/core';

/** Asks a person, or reads answers that come in lines. */
export class Asking implements Disposable {
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  readonly #output: NodeJS.WritableStream;

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
    this.#lines = createInterface({ input, output, terminal: process.stdin.isTTY === true });
    this.#answers = this.#lines[Symbol.asyncIterator]();
    this.#output = output;
  }

  /** The next answer. @throws RequestError when there are no more. */
  async ask(prompt: string, option: string): Promise<string> {
    this.#lines.setPrompt(prompt);
    this.#lines.prompt();
    const { done, value } = await this.#answers.next();
    if (!done) return value;
    // The question is still on its line.
    this.#output.write('\n');
    const remedy = `Give ${option}, or --yes to take what is in brackets.`;
    throw new RequestError({ where: option, what: 'there is no answer to the question', remedy });
  }

  [Symbol.dispose](): void {
    this.#lines.close();
  }
}
