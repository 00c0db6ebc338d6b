export { renderHtml } from './html/document';
