// Where VitePress looks for its settings.
export { site as default } from '../site-config.ts';
