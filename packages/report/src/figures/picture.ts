import { createRequire } from 'node:module';
import { type Figure, standaloneSvg } from './figure.ts';

const require = createRequire(import.meta.url);

/** A figure as a PNG, twice its size. Its texts are in a font that comes along: a machine may have none. */
export async function pictureOf(figure: Figure): Promise<Uint8Array> {
  // Loaded with the first picture: it is a native library that nothing else needs.
  const { renderAsync } = await import('@resvg/resvg-js');
  const drawn = await renderAsync(standaloneSvg(figure), {
    fitTo: { mode: 'zoom', value: 2 },
    font: {
      fontFiles: [
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
      ],
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
    },
  });
  return drawn.asPng();
}
