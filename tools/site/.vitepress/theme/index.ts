// The usual theme with the reader's own fonts: nothing to download, and nothing to wait for.
import theme from 'vitepress/theme-without-fonts';
import './pages.css';

export default theme;
