import type { Room } from '../checks/rooms.ts';

// Sizes in pixels, of a picture 960 wide as a page shows it.
const width = 960;
const [left, gap, padding, line] = [110, 10, 10, 15];
const columns = 4;
/** Width of a letter of 11 pixels: about half its height, and a little more, so that a line surely fits. */
const letter = 5.7;

/** Colours of both themes; the picture brings its own ground, so that it can be read on any page. */
const style = `
    .ground { fill: #ffffff } .box { fill: #f3f6fa; stroke: #9aa8b8 } .plugin { fill: #fdf4e3; stroke: #c9a45c }
    .name { fill: #10233a; font-weight: 600; font-size: 13px } .job { fill: #3c4a5a; font-size: 11px }
    .layer { fill: #10233a; font-size: 13px; font-weight: 600 } .rule { stroke: #d4dbe3 } .arrow { stroke: #5b6b7d; fill: none }
    .aside { stroke-dasharray: 4 3 } text { font-family: system-ui, sans-serif }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #11161d } .box { fill: #1d2631; stroke: #56677a } .plugin { fill: #2e2615; stroke: #94763a }
      .name, .layer { fill: #eef3f8 } .job { fill: #bcc8d4 } .rule { stroke: #2c3744 } .arrow { stroke: #8fa1b3 }
    }`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Words as lines of at most so many letters; a longer word stands alone. */
function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

interface Drawn {
  readonly svg: readonly string[];
  readonly height: number;
}

/** The packages of one layer, in rows of boxes that are as high as the longest text needs. */
function drawLayer(layer: string, rooms: readonly Room[], top: number): Drawn {
  const svg: string[] = [`<text class="layer" x="24" y="${top + 22}">${escaped(layer)}</text>`];
  let y = top;
  const count = Math.min(rooms.length, columns);
  const box = (width - left - 20 - (count - 1) * gap) / count;
  for (let first = 0; first < rooms.length; first += count) {
    const row = rooms.slice(first, first + count).map((room) => ({
      room,
      lines: wrapped(plain(room.job), Math.floor((box - 2 * padding) / letter)),
    }));
    const height = padding + line * (1 + Math.max(...row.map(({ lines }) => lines.length))) + padding;
    for (const [i, { room, lines }] of row.entries())
      svg.push(...drawBox(room, lines, { x: left + i * (box + gap), y, box, height }));
    y += height + gap;
  }
  return { svg, height: y - top };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly box: number;
  readonly height: number;
}

function drawBox(room: Room, lines: readonly string[], { x, y, box, height }: Place): readonly string[] {
  const sort = room.folder.includes('<name>') ? 'box plugin' : 'box';
  const kind = room.layer === 'test' ? `${sort} aside` : sort;
  return [
    `<rect class="${kind}" x="${x}" y="${y}" width="${box}" height="${height}" rx="5"/>`,
    `<text class="name" x="${x + padding}" y="${y + padding + 11}">${escaped(shortName(room.package))}</text>`,
    ...lines.map(
      (text, i) =>
        `<text class="job" x="${x + padding}" y="${y + padding + 11 + line * (i + 1)}">${escaped(text)}</text>`,
    ),
  ];
}

const shortName = (name: string): string => name.replace('@stopover/', '');
const plain = (job: string): string => job.replaceAll('`', '');

/** The packages by layer as an SVG: who stands above may import who stands below. */
export function architecturePicture(rooms: readonly Room[]): string {
  const drawn = rooms.filter(({ folder }) => folder.startsWith('packages/'));
  const layers = [...new Set(drawn.map(({ layer }) => layer))];
  const body: string[] = [];
  let [y, core] = [24, 24];
  for (const layer of layers) {
    const { svg, height } = drawLayer(
      layer,
      drawn.filter((room) => room.layer === layer),
      y,
    );
    body.push(...svg, `<path class="rule" d="M20 ${y + height + 1}H${width - 20}"/>`);
    y += height + 12;
    if (layer !== 'test') core = y - 24;
  }
  const bottom = y + 18;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom}" role="img" aria-labelledby="title">`,
    '  <title id="title">The packages by layer. A package imports only packages of layers below its own.</title>',
    `  <style>${style}\n  </style>`,
    `  <rect class="ground" width="${width}" height="${bottom}" rx="8"/>`,
    ...body.map((element) => `  ${element}`),
    `  <path class="arrow" d="M10 24V${core}m-4 -7l4 8l4 -8"/>`,
    `  <text class="job" x="20" y="${bottom - 12}">Imports point down. Amber: one folder for each plugin. Dashed: imported by tests only.</text>`,
    '</svg>',
    '',
  ].join('\n');
}
