import { type Html, html } from '../page/html.ts';
import { withoutVariables } from './palette.ts';

/** The numbers behind a figure. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A drawing of its own size, with what it shows in words and in numbers. */
export interface Figure {
  /** Name of its files: letters, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  /** What it shows, with the numbers, for one who does not see it. */
  readonly alt: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** SVG elements; colours are names of the page's style sheet. */
  readonly body: Html;
  readonly data: DataTable;
}

/** The font of every figure: what the system has, and the one that pictures are drawn with. */
const figureFont = "ui-sans-serif, system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";

/** A figure in the page: as wide as its place, up to its own width. */
export const inlineSvg = ({ alt, width, height, body }: Figure): Html =>
  html`<svg class="chart" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${alt}">${body}</svg>`;

/** A figure as a file: its own colours and background, and nothing that it would need. */
export function standaloneSvg({ title, alt, width, height, body }: Figure): string {
  const drawn = html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${figureFont}" font-size="12">
<title>${title}</title>
<desc>${alt}</desc>
<rect width="100%" height="100%" fill="#ffffff"/>
${body}
</svg>
`;
  return withoutVariables(drawn.markup);
}

/** A number as an attribute: two decimals are a fiftieth of a pixel. */
export const px = (value: number): number => Math.round(100 * value) / 100;

/** About how wide a text is in pixels: figures are drawn without a font. */
export const textWidth = (text: string, size = 12): number => Math.ceil(0.56 * size * [...text].length);
