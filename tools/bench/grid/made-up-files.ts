// Files as a person would fetch them: of the data sets that the hub does not have.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const rows = Array.from({ length: 600 }, (_, i) => i);

/** Writes the files of CCGbank, LAReQA and BUCC into a folder, for `STOPOVER_DATA`; gives the folder. */
export async function madeUpFiles(folder: string): Promise<string> {
  const write = async (place: readonly string[], name: string, text: string) => {
    await mkdir(join(folder, ...place), { recursive: true });
    await writeFile(join(folder, ...place, name), text);
  };
  for (const split of ['train', 'validation'])
    await write(
      ['ccg'],
      `${split}.stagged`,
      linesOf((i) => `word|NN row${i}|VB`),
    );
  for (const language of ['ar', 'de', 'el', 'en', 'es', 'hi', 'ru', 'th', 'tr', 'vi', 'zh'])
    await write(['google-research-datasets', 'lareqa', 'xquad-r'], `${language}.json`, JSON.stringify(questions));
  for (const other of ['de', 'fr', 'ru', 'zh']) {
    for (const split of ['dev', 'test']) {
      const idOf = (language: string, i: number) => `${language}-${String(i).padStart(9, '0')}`;
      for (const language of [other, 'en'])
        await write(
          ['bucc2018'],
          `${other}-en.${split}.${language}`,
          linesOf((i) => `${idOf(language, i)}\trow ${i}`),
        );
      await write(
        ['bucc2018'],
        `${other}-en.${split}.gold`,
        linesOf((i) => `${idOf(other, i)}\t${idOf('en', i)}`),
      );
    }
  }
  return folder;
}

const linesOf = (line: (i: number) => string): string => rows.map((i) => `${line(i)}\n`).join('');

const questions = {
  data: [
    {
      title: 'made up',
      paragraphs: rows.map((i) => ({
        ...{ context: `Row ${i}.`, sentences: [`Row ${i}.`], sentence_breaks: [[0, 6]] },
        qas: [{ id: `${i}`, question: 'Which row?', answers: [{ text: `Row ${i}`, answer_start: 0 }] }],
      })),
    },
  ],
};
